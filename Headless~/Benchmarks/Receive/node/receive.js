'use strict';
// libwebrtc's side of the `receive` benchmark: answers one offer and tells, when asked, what processor time it has used.

const { RTCPeerConnection } = require('@roamhq/wrtc');

const tell = (object) => process.stdout.write(`${JSON.stringify(object)}\n`);
const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
pc.onicecandidate = ({ candidate }) => candidate?.candidate && tell({ candidate: candidate.candidate });

const orders = {
  async answer(sdp) {
    await pc.setRemoteDescription({ type: 'offer', sdp });
    const answer = await pc.createAnswer();
    tell({ answer: answer.sdp });
    await pc.setLocalDescription(answer);
  },
  mark() {
    const { user, system } = process.cpuUsage();
    tell({ mark: `${user + system} 0 0` });
  },
};

require('node:readline')
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [[order, value]] = Object.entries(JSON.parse(line));
    Promise.resolve(orders[order](value)).catch((error) => tell({ failed: String(error) }));
  })
  .on('close', () => process.exit());
