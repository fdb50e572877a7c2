// One participant: publishes by WHIP or watches by WHEP. Each method is a verb that the test may ask for.

import { WHIPClient } from '/whip.js';
import { WHEPClient } from '/whep.js';
import { Ear, speak } from '/web-tone.mjs';
import { Eye, paint } from '/web-colour.mjs';

export class Participant {
  /** Publishes a tone and a colour. */
  async publish({ url, token, hertz, colour }) {
    this.connection = new RTCPeerConnection();
    for (const { track } of [speak(hertz), paint(colour)])
      this.connection.addTransceiver(track, { direction: 'sendonly', streams: [new MediaStream([track])] });
    this.client = new WHIPClient();
    await this.client.publish(this.connection, url, token);
    await this.connected();
  }

  /** Watches who publishes there. */
  async watch({ url, token }) {
    this.connection = new RTCPeerConnection();
    this.senses = {};
    this.connection.ontrack = ({ track }) => {
      this.senses[track.kind] = track.kind === 'audio' ? new Ear(track) : new Eye(track);
    };
    for (const kind of ['audio', 'video']) this.connection.addTransceiver(kind, { direction: 'recvonly' });
    this.client = new WHEPClient();
    await this.client.view(this.connection, url, token);
    await this.connected();
  }

  async hear({ hertz, enough }) {
    return this.senses.audio.hears(hertz, enough);
  }

  async see({ colour }) {
    return this.senses.video.sees(colour);
  }

  async stop() {
    await this.client.stop();
  }

  async connected() {
    while (this.connection.connectionState !== 'connected') await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
