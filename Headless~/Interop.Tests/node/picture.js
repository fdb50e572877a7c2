'use strict';
// Moving pictures for libwebrtc to encode: noise that changes a little each frame, so that they cost bits.

const { RTCVideoSource } = require('@roamhq/wrtc').nonstandard;

const FRAMES_A_SECOND = 30;

/** A video track, in real time. */
function film(width, height) {
  const source = new RTCVideoSource();
  const data = new Uint8ClampedArray((width * height * 3) / 2);
  for (let i = 0; i < data.length; i++) data[i] = (i * 2654435761) >>> 24;
  let shown = 0;
  setInterval(() => {
    const row = (shown++ * 7) % height;
    data.copyWithin(row * width, ((row * 31) % height) * width, ((row * 31) % height) * width + width);
    for (let i = shown % 97; i < width * height; i += 97) data[i] += 40;
    source.onFrame({ width, height, data });
  }, 1000 / FRAMES_A_SECOND);
  return source.createTrack();
}

module.exports = { film };
