'use strict';
// libwebrtc's side of the `connect` benchmark: makes one peer connection after the other, as the program tells it on
// stdin, an object of one field a line. The program carries descriptions and candidates, each as soon as it is there.

const { RTCPeerConnection } = require('@roamhq/wrtc');

const tell = (object) => process.stdout.write(`${JSON.stringify(object)}\n`);
let pc;

const orders = {
  async offer() {
    open();
    pc.addTransceiver('audio', { direction: 'sendrecv' });
    const offer = await pc.createOffer();
    tell({ offer: offer.sdp });
    await pc.setLocalDescription(offer);
  },
  async answer(sdp) {
    open();
    await pc.setRemoteDescription({ type: 'offer', sdp });
    const answer = await pc.createAnswer();
    tell({ answer: answer.sdp });
    await pc.setLocalDescription(answer);
  },
  accept: (sdp) => pc.setRemoteDescription({ type: 'answer', sdp }),
  candidate(candidate) {
    // Not waited for: where the connection closes meanwhile, this promise is never kept.
    pc.addIceCandidate({ candidate, sdpMid: '0', sdpMLineIndex: 0 }).catch(() => {});
  },
  close() {
    pc.close();
    tell({ closed: true });
  },
};

function open() {
  pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  pc.onicecandidate = ({ candidate }) => candidate?.candidate && tell({ candidate: candidate.candidate });
  pc.onconnectionstatechange = () => pc.connectionState === 'connected' && tell({ connected: true });
}

// Orders are carried out one after the other, as a signalling channel would bring them.
let last = Promise.resolve();
require('node:readline')
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [[order, value]] = Object.entries(JSON.parse(line));
    last = last.then(() => orders[order](value)).catch((error) => tell({ failed: String(error) }));
  })
  .on('close', () => process.exit());
