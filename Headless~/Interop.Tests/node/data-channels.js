'use strict';
// Data channels without an SFU. Makes the channels it is told to and tells what comes on them; echoes on those that the
// other side makes. The test carries the descriptions.

const { RTCPeerConnection } = require('@roamhq/wrtc');
const { hear, play, tell } = require('./lines.js');
const { speak } = require('./tone.js');

play(async () => {
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const channels = new Map();

  function take(channel) {
    channels.set(channel.label, channel);
    channel.binaryType = 'arraybuffer';
    channel.onclose = () => tell({ closed: channel.label });
    channel.onerror = ({ error }) => console.error(channel.label, error);
    return channel;
  }

  pc.ondatachannel = ({ channel }) => {
    take(channel).onmessage = ({ data }) => channel.send(data);
    tell({ channel: facts(channel) });
  };

  const commands = {
    create({ label, init }) {
      if (label === 'quiet') return void pc.createDataChannel(label);
      const channel = take(pc.createDataChannel(label, init));
      const open = () => tell({ open: facts(channel) });
      if (channel.readyState === 'open') open(); // wrtc then dispatches no event
      else channel.onopen = open;
      channel.onmessage = ({ data }) => tell({ message: { label, ...measure(data) } });
    },
    speak() {
      pc.addTransceiver(speak(440).track, { direction: 'sendonly' });
    },
    stop() {
      pc.getTransceivers()[0].stop();
    },
    async offer() {
      await describe(pc, await pc.createOffer());
    },
    async take({ description }) {
      await pc.setRemoteDescription(description);
      if (description.type === 'offer') await describe(pc, await pc.createAnswer());
    },
    send({ label, text, length }) {
      channels.get(label).send(text ?? pattern(length));
    },
    leave() {
      pc.close();
    },
    // What is said while the transport changes is lost, so it is said until it is heard.
    insist({ label, text }) {
      const channel = channels.get(label);
      const timer = setInterval(() => channel.send(text), 200);
      channel.onmessage = ({ data }) => {
        clearInterval(timer);
        channel.onmessage = null;
        tell({ message: { label, ...measure(data) } });
      };
    },
    close({ label }) {
      channels.get(label).close();
    },
  };

  for (;;) {
    const { name, ...argument } = await hear('do');
    await commands[name](argument);
  }
});

const facts = ({ label, protocol, id, ordered, maxRetransmits, maxPacketLifeTime }) => ({
  label, protocol, id, ordered, maxRetransmits: limit(maxRetransmits), maxPacketLifeTime: limit(maxPacketLifeTime),
});

/** wrtc has 65535 where the W3C has null. */
const limit = (value) => (value === 65535 ? null : value);

/** Bytes that the other side can tell from any others. */
const pattern = (length) => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);

function measure(data) {
  if (typeof data === 'string') return { text: data };
  const bytes = new Uint8Array(data);
  return { length: bytes.length, isIntact: Buffer.compare(bytes, pattern(bytes.length)) === 0 };
}

/** Tells our description once all candidates are in it. */
async function describe(pc, description) {
  await pc.setLocalDescription(description);
  while (pc.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 5));
  tell({ sdp: pc.localDescription.sdp });
}
