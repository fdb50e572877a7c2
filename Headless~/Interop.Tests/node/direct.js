'use strict';
// One peer connection without an SFU: speaks 440 Hz and listens for 660 Hz. The test carries the descriptions.

const { RTCPeerConnection } = require('@roamhq/wrtc');
const { hear, play, tell } = require('./lines.js');
const { Ear, speak } = require('./tone.js');

play(async (role) => {
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const remote = new Promise((resolve) => (pc.ontrack = ({ track }) => resolve(track)));
  const { track } = speak(440);

  if (role === 'offerer') {
    pc.addTransceiver(track, { direction: 'sendrecv' });
    await describe(pc, await pc.createOffer());
    await pc.setRemoteDescription({ type: 'answer', sdp: await hear('sdp') });
  } else {
    await pc.setRemoteDescription({ type: 'offer', sdp: await hear('sdp') });
    pc.addTrack(track);
    await describe(pc, await pc.createAnswer());
  }

  tell({ heard: await new Ear(await remote).hears(660) });
  for (const { type, dtlsState, dtlsRole, iceRole } of (await pc.getStats()).values())
    if (type === 'transport') tell({ transport: { dtlsState, dtlsRole, iceRole } });
});

/** Tells our description once all candidates are in it. */
async function describe(pc, description) {
  const gathered = new Promise((resolve) => (pc.onicecandidate = ({ candidate }) => candidate ?? resolve()));
  await pc.setLocalDescription(description);
  await gathered;
  tell({ sdp: pc.localDescription.sdp });
}
