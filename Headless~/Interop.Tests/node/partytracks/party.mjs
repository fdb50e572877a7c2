// One participant: Cloudflare's partytracks as it is, in a page of its own. Each method but the constructor is a verb
// that the test may ask for.

import { PartyTracks, of, BehaviorSubject } from '/partytracks.mjs';
import { Ear, speak } from '/web-tone.mjs';
import { Eye, paint } from '/web-colour.mjs';

export class Party {
  constructor(prefix) {
    this.party = new PartyTracks({ prefix });
    this.party.session$.subscribe(({ peerConnection, sessionId }) => Object.assign(this, { peerConnection, sessionId }));
    this.open = new Map(); // what it pushes and pulls by name: subscription, ear or eye
  }

  /** Pushes a tone or a colour, in simulcast layers if they are given; resolves to the metadata by which others may
   * pull it. */
  async push({ name, hertz, colour, layers, width }) {
    const { track } = hertz ? speak(hertz) : paint(colour, width);
    return this.first(name, this.party.push(of(track), layers && { sendEncodings$: of(layers) }));
  }

  /** Pulls a track of someone, and of its layers the preferred one. */
  async pull({ name, metadata, rid }) {
    const preferredRid$ = new BehaviorSubject(rid);
    const track = await this.first(name, this.party.pull(of(metadata), rid && { simulcast: { preferredRid$ } }));
    const sense = track.kind === 'audio' ? new Ear(track) : new Eye(track);
    Object.assign(this.open.get(name), { sense, preferredRid$ });
  }

  /** Prefers another layer from now on. */
  async prefer({ name, rid }) {
    this.open.get(name).preferredRid$.next(rid);
  }

  /** Waits until a picture is so wide; resolves to the milliseconds that took, or null. */
  async becomes({ name, width }) {
    return this.open.get(name).sense.becomes(width);
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
