'use strict';
// Tones, spoken into libwebrtc and found again in what it plays.

const { RTCAudioSink, RTCAudioSource } = require('@roamhq/wrtc').nonstandard;

const RATE = 48000;
const CHUNK = RATE / 100; // RTCAudioSource takes 10 ms at a time
const WINDOW_SECONDS = 0.5; // tells tones apart that are a multiple of 2 Hz
const NEARLY_ALL = 0.9;

/** A track with a sine on it, in real time; stop() ends both. */
function speak(hertz) {
  const source = new RTCAudioSource();
  const track = source.createTrack();
  const begin = performance.now();
  let said = 0;
  const timer = setInterval(() => {
    for (const due = (performance.now() - begin) * (RATE / 1000); said < due; said += CHUNK) {
      const samples = new Int16Array(CHUNK);
      for (let i = 0; i < CHUNK; i++) samples[i] = 10000 * Math.sin((2 * Math.PI * hertz * (said + i)) / RATE);
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
      if (this.chunks.length > WINDOW_SECONDS * 100) this.chunks.shift();
    };
  }

  /** The share of its energy that is one tone, 0 to 1. */
  shareOf(hertz) {
    let energy = 0, re = 0, im = 0, n = 0;
    for (const { samples, sampleRate, channelCount } of this.chunks) {
      for (let i = 0; i < samples.length; i += channelCount, n++) {
        energy += samples[i] ** 2;
        re += samples[i] * Math.cos((2 * Math.PI * hertz * n) / sampleRate);
        im += samples[i] * Math.sin((2 * Math.PI * hertz * n) / sampleRate);
      }
    }
    return energy === 0 ? 0 : (2 * (re ** 2 + im ** 2)) / n / energy;
  }

  /** Waits until nearly all of it is that tone; after eight seconds says how much of it is. */
  async hears(hertz) {
    const end = performance.now() + 8000;
    let share;
    do {
      await new Promise((resolve) => setTimeout(resolve, 50));
      share = this.chunks.length < WINDOW_SECONDS * 100 ? 0 : this.shareOf(hertz);
    } while (share < NEARLY_ALL && performance.now() < end);
    return share;
  }

  stop() {
    this.sink.stop();
  }
}

module.exports = { speak, Ear };
