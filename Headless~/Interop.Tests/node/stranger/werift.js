'use strict';
// werift: WebRTC in TypeScript. It has no codec, so the test teaches it the frames of each tone, and judges what came.

const { RTCPeerConnection, MediaStreamTrack, RtpHeader, RtpPacket, useSdesMid } = require('werift');
const { serve } = require('../lines.js');

const FRAME_MS = 20;
const FRAME_TICKS = 960;

const tones = new Map(); // hertz -> a second of Opus frames

/** A track with a tone on it, in real time. */
function speak(hertz) {
  const frames = tones.get(hertz);
  const track = new MediaStreamTrack({ kind: 'audio' });
  const begin = performance.now();
  let said = 0;
  const timer = setInterval(() => {
    for (const due = (performance.now() - begin) / FRAME_MS; said < due; said++) {
      const header = new RtpHeader({ sequenceNumber: said & 0xffff, timestamp: (said * FRAME_TICKS) >>> 0 });
      track.writeRtp(new RtpPacket(header, frames[said % frames.length]));
    }
  }, 5);
  return { track, stop: () => (clearInterval(timer), track.stop()) };
}

/** What comes on a track. */
class Ear {
  constructor(track) {
    this.packets = [];
    track.onReceiveRtp.subscribe(({ header, payload }) => {
      this.packets.push([header.timestamp, payload.toString('base64')]);
      if (this.packets.length > 1000 / FRAME_MS) this.packets.shift();
    });
  }

  /** What came since the test asked last, a second's worth at most. */
  async hears() {
    return this.packets.splice(0);
  }
}

/** With the mid header extension, which it leaves out unless told. */
class Connection extends RTCPeerConnection {
  constructor(config) {
    super({ ...config, headerExtensions: { audio: [useSdesMid()] } });
  }
}

const ready = import('./w3c-peer.mjs').then(({ W3cPeer }) => {
  class WeriftPeer extends W3cPeer {
    /** werift's own stop() says nothing to the other side. */
    async stop({ mid }) {
      this.find(mid).direction = 'inactive';
    }
  }
  return new WeriftPeer({ RTCPeerConnection: Connection, speak, Ear });
});

serve(async ({ verb, ...rest }) => {
  if (verb !== 'learn') return (await ready)[verb](rest);
  tones.set(rest.hertz, rest.frames.map((frame) => Buffer.from(frame, 'base64')));
});
