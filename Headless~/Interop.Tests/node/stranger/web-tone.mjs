// Tones in a browser: spoken by Web Audio, and found again in what a track plays.

const KEPT = 32768; // samples, two thirds of a second
const WINDOW = 4800; // samples; tells tones apart that are a multiple of 10 Hz, whatever concealment has done between
const PATIENCE_MS = 40000;

const context = new AudioContext({ sampleRate: 48000 });

/** A track with a sine on it; stop() ends both. */
export function speak(hertz) {
  const oscillator = new OscillatorNode(context, { frequency: hertz });
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  oscillator.connect(new GainNode(context, { gain: 0.3 })).connect(destination);
  oscillator.start();
  const [track] = destination.stream.getTracks();
  return { track, stop: () => (oscillator.stop(), track.stop()) };
}

export class Ear {
  constructor(track) {
    const stream = new MediaStream([track]);
    // Chromium decodes a remote track only while some element plays it.
    this.element = Object.assign(new Audio(), { srcObject: stream, muted: true });
    this.element.play().catch(() => {}); // the next track may come first
    this.analyser = new AnalyserNode(context, { fftSize: KEPT });
    new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(this.analyser);
  }

  /** The share of the energy of the last moments that is one tone, 0 to 1. */
  shareOf(hertz) {
    const samples = new Float32Array(KEPT);
    this.analyser.getFloatTimeDomainData(samples);
    let energy = 0, tone = 0;
    for (let from = 0; from + WINDOW <= KEPT; from += WINDOW) {
      let re = 0, im = 0;
      for (let i = from; i < from + WINDOW; i++) {
        const angle = (2 * Math.PI * hertz * i) / context.sampleRate;
        energy += samples[i] ** 2;
        re += samples[i] * Math.cos(angle);
        im += samples[i] * Math.sin(angle);
      }
      tone += (2 * (re ** 2 + im ** 2)) / WINDOW;
    }
    return energy === 0 ? 0 : tone / energy;
  }

  /** Waits until that much of what comes from now on is that tone; after a while says how much of it is. */
  async hears(hertz, enough) {
    const end = performance.now() + PATIENCE_MS;
    let share;
    await new Promise((resolve) => setTimeout(resolve, (1000 * KEPT) / context.sampleRate));
    do {
      await new Promise((resolve) => setTimeout(resolve, 100));
      share = this.shareOf(hertz);
    } while (share < enough && performance.now() < end);
    return share;
  }
}
