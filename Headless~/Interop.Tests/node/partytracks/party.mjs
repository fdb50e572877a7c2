// One participant: Cloudflare's partytracks as it is, in a page of its own. Each method but the constructor is a verb
// that the test may ask for.

import { PartyTracks, of } from '/partytracks.mjs';
import { Ear, speak } from '/web-tone.mjs';
import { Eye, paint } from '/web-colour.mjs';

export class Party {
  constructor(prefix) {
    this.party = new PartyTracks({ prefix });
    this.party.session$.subscribe(({ peerConnection, sessionId }) => Object.assign(this, { peerConnection, sessionId }));
    this.open = new Map(); // what it pushes and pulls by name: subscription, ear or eye
  }

  /** Pushes a tone or a colour; resolves to the metadata by which others may pull it. */
  async push({ name, hertz, colour }) {
    const { track } = hertz ? speak(hertz) : paint(colour);
    return this.first(name, this.party.push(of(track)));
  }

  /** Pulls a track of someone. */
  async pull({ name, metadata }) {
    const track = await this.first(name, this.party.pull(of(metadata)));
    this.open.get(name).sense = track.kind === 'audio' ? new Ear(track) : new Eye(track);
  }

  async hear({ name, hertz, enough }) {
    return this.open.get(name).sense.hears(hertz, enough);
  }

  async see({ name, colour }) {
    return this.open.get(name).sense.sees(colour);
  }

  /** Closes what was pushed or pulled under these names, in one go. */
  async close({ names }) {
    const closed = this.history('/tracks/close').length;
    for (const name of names) {
      this.open.get(name).subscription.unsubscribe();
      this.open.delete(name);
    }
    while (this.history('/tracks/close').length === closed) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async state() {
    const stats = [...(await this.peerConnection.getStats()).values()];
    return {
      connection: this.peerConnection.connectionState,
      sessionId: this.sessionId,
      transport: stats.find(({ type }) => type === 'transport').id,
      codecs: stats.filter(({ type }) => type === 'inbound-rtp').map(({ codecId }) => this.codec(stats, codecId)),
      errors: this.party.history.entries.filter(({ body }) => JSON.stringify(body ?? {}).includes('errorCode')),
    };
  }

  codec(stats, id) {
    return stats.find((report) => report.id === id)?.mimeType;
  }

  /** The answers to calls of an endpoint. */
  history(endpoint) {
    return this.party.history.entries.filter((entry) => entry.type === 'response' && entry.endpoint.includes(endpoint));
  }

  /** Subscribes, and resolves to the first thing that comes. */
  first(name, observable) {
    return new Promise((resolve, reject) => {
      const subscription = observable.subscribe({ next: resolve, error: reject });
      this.open.set(name, { subscription });
    });
  }
}
