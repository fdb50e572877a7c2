// Pictures of one colour: painted on a canvas, and found again in what a track shows.

const FRAMES_PER_SECOND = 15;
const CLOSE = 40; // of 255, in each channel: VP8 is no friend of saturated colours
const PATIENCE_MS = 40000;

/** A track that shows a colour [red, green, blue]; something moves in it, as nothing is sent of a still one. */
export function paint(colour, width = 320) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height: (width * 9) / 16 });
  const context = canvas.getContext('2d');
  let frames = 0;
  const timer = setInterval(() => {
    context.fillStyle = `rgb(${colour})`;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = 'white';
    context.fillRect((frames++ * 8) % canvas.width, 0, 16, 16);
  }, 1000 / FRAMES_PER_SECOND);
  const [track] = canvas.captureStream(FRAMES_PER_SECOND).getTracks();
  return { track, stop: () => (clearInterval(timer), track.stop()) };
}

export class Eye {
  constructor(track) {
    this.video = Object.assign(document.createElement('video'), { srcObject: new MediaStream([track]), muted: true });
    this.video.play().catch(() => {});
  }

  /** Waits until the picture is so wide; resolves to the milliseconds that took, or null after a while. */
  async becomes(width) {
    const begin = performance.now();
    while (this.video.videoWidth !== width) {
      if (performance.now() - begin > PATIENCE_MS) return null;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return performance.now() - begin;
  }

  /** Waits until the middle of the picture has that colour; after a while says which it has. */
  async sees(colour) {
    const end = performance.now() + PATIENCE_MS;
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    const context = canvas.getContext('2d', { willReadFrequently: true });
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const { videoWidth, videoHeight } = this.video;
      if (videoWidth > 0) context.drawImage(this.video, videoWidth / 2, videoHeight / 2, 1, 1, 0, 0, 1, 1);
      const seen = [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
      const isClose = seen.every((value, i) => Math.abs(value - colour[i]) < CLOSE);
      if (isClose || performance.now() > end) return { seen, isClose };
    }
  }
}
