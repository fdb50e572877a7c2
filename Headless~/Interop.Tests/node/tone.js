'use strict';
// Tones, spoken into libwebrtc and found again in what it plays.

const { RTCAudioSink, RTCAudioSource } = require('@roamhq/wrtc').nonstandard;

const RATE = 48000;
const CHUNK = RATE / 100; // RTCAudioSource takes 10 ms at a time
const CHUNKS = 50;
const WINDOW = 10; // chunks; tells tones apart that are a multiple of 10 Hz, whatever concealment has done between
const NEARLY_ALL = 0.7;
const PATIENCE_MS = 40000;

/** A track with a sine on it, in real time; stop() ends both. */
function speak(hertz) {
  const source = new RTCAudioSource();
  const track = source.createTrack();
  const second = Int16Array.from({ length: RATE }, (_, i) => 10000 * Math.sin((2 * Math.PI * hertz * i) / RATE));
  const begin = performance.now();
  let said = 0;
  const timer = setInterval(() => {
    for (const due = (performance.now() - begin) * (RATE / 1000); said < due; said += CHUNK) {
      const samples = second.slice(said % RATE, (said % RATE) + CHUNK);
      source.onData({ samples, sampleRate: RATE, bitsPerSample: 16, channelCount: 1, numberOfFrames: CHUNK });
    }
  }, 5);
  return { track, stop: () => (clearInterval(timer), track.stop()) };
}

/** The last half second of what a track plays. */
class Ear {
  constructor(track) {
    this.chunks = [];
    this.sink = new RTCAudioSink(track);
    this.sink.ondata = (chunk) => {
      this.chunks.push(chunk);
      if (this.chunks.length > CHUNKS) this.chunks.shift();
    };
  }

  /** The share of its energy that is one tone, 0 to 1. */
  shareOf(hertz) {
    let energy = 0, tone = 0;
    for (let from = 0; from < this.chunks.length; from += WINDOW) {
      let re = 0, im = 0, n = 0;
      for (const { samples, sampleRate, channelCount } of this.chunks.slice(from, from + WINDOW)) {
        for (let i = 0; i < samples.length; i += channelCount, n++) {
          energy += samples[i] ** 2;
          re += samples[i] * Math.cos((2 * Math.PI * hertz * n) / sampleRate);
          im += samples[i] * Math.sin((2 * Math.PI * hertz * n) / sampleRate);
        }
      }
      tone += (2 * (re ** 2 + im ** 2)) / n;
    }
    return energy === 0 ? 0 : tone / energy;
  }

  /** Waits until that much of what comes from now on is that tone; after a while says how much of it is. */
  async hears(hertz, enough = NEARLY_ALL) {
    this.chunks = [];
    const end = performance.now() + PATIENCE_MS;
    let share;
    do {
      await new Promise((resolve) => setTimeout(resolve, 50));
      share = this.chunks.length < CHUNKS ? 0 : this.shareOf(hertz);
    } while (share < enough && performance.now() < end);
    return share;
  }

  stop() {
    this.sink.stop();
  }
}

module.exports = { speak, Ear };
