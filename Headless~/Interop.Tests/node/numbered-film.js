'use strict';
// Sends a film whose pictures carry their number in sixteen fields along the top, and reads the numbers of the film it
// gets; tells those when asked.

const { RTCPeerConnection, nonstandard } = require('@roamhq/wrtc');
const { hear, play, tell } = require('./lines.js');

const BITS = 16;
const FRAMES_A_SECOND = 30;

play(async (width, height) => {
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const numbers = [];
  pc.ontrack = ({ track }) => (new nonstandard.RTCVideoSink(track).onframe = ({ frame }) => numbers.push(read(frame)));
  pc.addTransceiver(film(+width, +height), { direction: 'sendrecv' });
  const gathered = new Promise((resolve) => (pc.onicecandidate = ({ candidate }) => candidate ?? resolve()));
  await pc.setLocalDescription(await pc.createOffer());
  await gathered;
  tell({ sdp: pc.localDescription.sdp });
  await pc.setRemoteDescription({ type: 'answer', sdp: await hear('sdp') });
  while ((await hear('type')) !== undefined) tell({ numbers });
});

function film(width, height) {
  const source = new nonstandard.RTCVideoSource();
  const data = new Uint8ClampedArray((width * height * 3) / 2).fill(128);
  let shown = 0;
  setInterval(() => {
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        data[y * width + x] = y < height / 12 ? field(shown, x, width) : 60 + ((x + y + shown * 3) % 120);
    shown++;
    source.onFrame({ width, height, data });
  }, 1000 / FRAMES_A_SECOND);
  return source.createTrack();
}

function field(number, x, width) {
  return (number >> Math.floor((x * BITS) / width)) & 1 ? 220 : 30;
}

function read({ width, height, data }) {
  const row = Math.floor(height / 24) * width;
  let number = 0;
  for (let bit = 0; bit < BITS; bit++)
    if (data[row + Math.floor(((2 * bit + 1) * width) / (2 * BITS))] > 125) number |= 1 << bit;
  return number;
}
