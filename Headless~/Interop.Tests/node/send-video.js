'use strict';
// Sends video, in simulcast layers if rids are given, and tells its statistics when asked.

const { RTCPeerConnection } = require('@roamhq/wrtc');
const { hear, play, tell } = require('./lines.js');
const { film } = require('./picture.js');

play(async (width, height, ...rids) => {
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const sendEncodings = rids.map((rid, i) => ({ rid, scaleResolutionDownBy: 2 ** i }));
  pc.addTransceiver(film(+width, +height), { direction: 'sendonly', sendEncodings });
  const gathered = new Promise((resolve) => (pc.onicecandidate = ({ candidate }) => candidate ?? resolve()));
  await pc.setLocalDescription(await pc.createOffer());
  await gathered;
  tell({ sdp: pc.localDescription.sdp });
  await pc.setRemoteDescription({ type: 'answer', sdp: await hear('sdp') });
  for (;;) {
    await hear('ask');
    const reports = [...(await pc.getStats()).values()];
    tell({ answer: reports.filter(({ type, nominated }) => type.endsWith('bound-rtp') || nominated) });
  }
});
