// A stranger with the W3C's RTCPeerConnection, in a browser or in Node. Each method but the constructor is a verb that
// the test may ask for, with one object, and is answered by JSON.

export class W3cPeer {
  /** `speak(hertz)` gives a track with a tone; `new Ear(track).hears(hertz, enough)` resolves to the tone's share. */
  constructor({ RTCPeerConnection, speak, Ear }) {
    Object.assign(this, { RTCPeerConnection, speak, Ear });
  }

  /** A new peer connection in place of the last. */
  async open() {
    this.pc?.close();
    for (const voice of this.voices ?? []) voice.stop();
    this.voices = [];
    this.ears = new Map(); // mid -> ear
    this.channels = new Map(); // label -> data channel
    this.candidates = null; // where descriptions carry them
    this.pc = new this.RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    this.pc.ondatachannel = ({ channel }) => this.keep(channel);
    this.pc.ontrack = ({ track, transceiver }) => {
      if (track.kind === 'audio') this.ears.set(transceiver.mid, new this.Ear(track));
    };
  }

  /** Adds a section for each tone. */
  async add({ hertz }) {
    for (const each of hertz) this.pc.addTransceiver(this.voice(each), { direction: 'sendrecv' });
  }

  /** Adds a camera that sends nothing, in simulcast layers. */
  async addLayers({ rids }) {
    this.pc.addTransceiver('video', { direction: 'sendonly', sendEncodings: rids.map((rid) => ({ rid })) });
  }

  async offer({ restart = false }) {
    return this.describe(await this.pc.createOffer({ iceRestart: restart }));
  }

  /** Takes an offer, speaks on the sections of `hertz` { mid: tone, … }, and answers. */
  async answer({ sdp, hertz }) {
    await this.pc.setRemoteDescription({ type: 'offer', sdp });
    for (const transceiver of this.pc.getTransceivers()) {
      if (!(transceiver.mid in hertz)) continue;
      transceiver.direction = 'sendrecv';
      await transceiver.sender.replaceTrack(this.voice(hertz[transceiver.mid]));
    }
    return this.describe(await this.pc.createAnswer());
  }

  async accept({ sdp }) {
    await this.pc.setRemoteDescription({ type: 'answer', sdp });
  }

  /** Takes its offer back. */
  async rollback() {
    await this.pc.setLocalDescription({ type: 'rollback' });
  }

  /** From now on descriptions carry no candidates. */
  async trickle() {
    this.candidates = [];
    this.pc.onicecandidate = ({ candidate }) => this.candidates.push(candidate?.candidate ?? '');
  }

  /** The candidates found since it was last asked; an empty one ends them. */
  async tellCandidates() {
    return this.candidates.splice(0);
  }

  async takeCandidate({ candidate, mid }) {
    await this.pc.addIceCandidate({ candidate, sdpMid: mid });
  }

  async stop({ mid }) {
    this.find(mid).stop();
  }

  async turn({ mid, direction }) {
    this.find(mid).direction = direction;
  }

  async makeChannel({ label, init }) {
    this.keep(this.pc.createDataChannel(label, init));
  }

  async say({ label, text }) {
    this.channels.get(label).send(text);
  }

  async closeChannel({ label }) {
    this.channels.get(label).close();
  }

  /** What there is of data channels, and all that has been said on them, as { label: facts, … }. */
  async tellChannels() {
    return Object.fromEntries([...this.channels].map(([label, channel]) => [label, {
      state: channel.readyState,
      ordered: channel.ordered,
      maxRetransmits: channel.maxRetransmits,
      maxPacketLifeTime: channel.maxPacketLifeTime,
      heard: channel.heard,
    }]));
  }

  /** Waits until on each section that much is its tone, and tells the shares as { mid: share, … }. */
  async hear({ hertz, enough }) {
    const listen = async ([mid, tone]) => [mid, (await this.ears.get(mid)?.hears(tone, enough)) ?? 'no track'];
    return Object.fromEntries(await Promise.all(Object.entries(hertz).map(listen)));
  }

  async state() {
    const transport = [...(await this.pc.getStats()).values()].find(({ type }) => type === 'transport') ?? {};
    return {
      connection: this.pc.connectionState,
      dtlsRole: transport.dtlsRole,
      iceRole: transport.iceRole,
      layers: Object.fromEntries(this.pc.getTransceivers()
        .map(({ mid, sender }) => [mid, sender.getParameters().encodings.map(({ rid }) => rid ?? '')])),
      sections: Object.fromEntries(this.pc.getTransceivers()
        .filter(({ mid }) => mid !== null)
        .map(({ mid, currentDirection }) => [mid, currentDirection])),
    };
  }

  find(mid) {
    return this.pc.getTransceivers().find((transceiver) => transceiver.mid === mid);
  }

  keep(channel) {
    this.channels.set(channel.label, channel);
    channel.heard = [];
    channel.onmessage = ({ data }) => channel.heard.push(data);
  }

  voice(hertz) {
    const voice = this.speak(hertz);
    this.voices.push(voice);
    return voice.track;
  }

  /** Our description once all candidates are in it, unless they are told one by one. */
  async describe(description) {
    await this.pc.setLocalDescription(description);
    if (this.candidates) return description.sdp;
    while (this.pc.iceGatheringState !== 'complete')
      await new Promise((resolve) => this.pc.addEventListener('icegatheringstatechange', resolve, { once: true }));
    return this.pc.localDescription.sdp;
  }
}
