'use strict';
// One session with the SFU over Cloudflare's HTTP API, with libwebrtc as its peer connection.

const { RTCPeerConnection } = require('@roamhq/wrtc');

class Session {
  static async open(base, secret) {
    const session = new Session(base, secret);
    session.id = (await session.call('POST', 'sessions/new')).sessionId;
    return session;
  }

  constructor(base, secret) {
    this.base = base;
    this.secret = secret;
    this.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    this.tracks = new Map(); // mid -> the track that plays
    this.pc.ontrack = ({ transceiver, track }) => this.tracks.set(transceiver.mid, track);
  }

  /** Publishes { name: track, … }. */
  async publish(named) {
    const added = Object.entries(named).map(([trackName, track]) => ({
      trackName,
      transceiver: this.pc.addTransceiver(track, { direction: 'sendonly' }),
    }));
    await this.offer('POST', 'tracks/new', () => ({
      tracks: added.map(({ trackName, transceiver }) => ({ location: 'local', mid: transceiver.mid, trackName })),
    }));
  }

  /** Pulls tracks of another session; resolves to one { mid, track } a name, in their order. */
  async pull(sessionId, ...names) {
    const tracks = names.map((trackName) => ({ location: 'remote', sessionId, trackName }));
    const pulled = await this.call('POST', `sessions/${this.id}/tracks/new`, { tracks });
    await this.pc.setRemoteDescription(pulled.sessionDescription);
    await this.pc.setLocalDescription(await this.pc.createAnswer());
    await this.call('PUT', `sessions/${this.id}/renegotiate`, { sessionDescription: this.local('answer') });
    return names.map((trackName) => {
      const { mid } = pulled.tracks.find((track) => track.trackName === trackName);
      return { mid, track: this.tracks.get(mid) };
    });
  }

  /** Ends pulled or published tracks as Cloudflare's documents tell: stop, offer, tracks/close, apply the answer. */
  async close(...mids) {
    for (const transceiver of this.pc.getTransceivers()) if (mids.includes(transceiver.mid)) transceiver.stop();
    await this.offer('PUT', 'tracks/close', () => ({ tracks: mids.map((mid) => ({ mid })), force: false }));
  }

  async offer(method, path, body) {
    await this.pc.setLocalDescription(await this.pc.createOffer());
    const answered = await this.call(method, `sessions/${this.id}/${path}`, {
      ...body(),
      sessionDescription: this.local('offer'),
    });
    await this.pc.setRemoteDescription(answered.sessionDescription);
  }

  /** The first of libwebrtc's statistics of that type that has the field, as soon as there is one. */
  async stats(type, field) {
    for (;;) {
      for (const report of (await this.pc.getStats()).values())
        if (report.type === type && report[field] !== undefined) return report;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async call(method, path, body) {
    const response = await fetch(`${this.base}/${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.secret}` },
      body: body && JSON.stringify(body),
    });
    const answer = await response.json();
    const refused = [answer, ...(answer.tracks ?? [])].find((item) => item.errorCode);
    if (!response.ok || refused) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  local(type) {
    return { type, sdp: this.pc.localDescription.sdp };
  }
}

module.exports = { Session };
