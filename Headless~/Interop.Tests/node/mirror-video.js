'use strict';
// Sends video and gets its own packets back, which somebody mirrors; counts the pictures that come, and tells its
// statistics when asked.

const { RTCPeerConnection, nonstandard } = require('@roamhq/wrtc');
const { hear, play, tell } = require('./lines.js');
const { film } = require('./picture.js');

play(async (width, height) => {
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  let pictures = 0;
  pc.ontrack = ({ track }) => (new nonstandard.RTCVideoSink(track).onframe = () => pictures++);
  pc.addTransceiver(film(+width, +height), { direction: 'sendrecv' });
  const gathered = new Promise((resolve) => (pc.onicecandidate = ({ candidate }) => candidate ?? resolve()));
  await pc.setLocalDescription(await pc.createOffer());
  await gathered;
  tell({ sdp: pc.localDescription.sdp });
  await pc.setRemoteDescription({ type: 'answer', sdp: await hear('sdp') });
  while ((await hear('type')) !== undefined) tell({ stats: { ...(await inbound(pc)), pictures } });
});

async function inbound(pc) {
  for (const report of (await pc.getStats()).values()) if (report.type === 'inbound-rtp') return report;
  return {};
}
