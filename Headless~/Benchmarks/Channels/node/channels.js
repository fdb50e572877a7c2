'use strict';
// libwebrtc's side of the `data` benchmark. The left one makes two channels, measures and tells; the right one echoes,
// and says when all of a bulk has come. Orders come on stdin, an object of one field a line.

const { RTCPeerConnection } = require('@roamhq/wrtc');

const HighWater = 1 << 20;
const tell = (object) => process.stdout.write(`${JSON.stringify(object)}\n`);
let pc, echo, bulk, answered;

const orders = {
  async offer() {
    open();
    echo = take(pc.createDataChannel('echo'));
    bulk = take(pc.createDataChannel('bulk'));
    let opened = 0;
    echo.onopen = bulk.onopen = () => ++opened === 2 && tell({ open: true });
    echo.onmessage = bulk.onmessage = () => answered();
    tell({ offer: await gather(await pc.createOffer()) });
  },
  async answer(sdp) {
    open();
    pc.ondatachannel = ({ channel }) => {
      if (take(channel).label === 'echo') channel.onmessage = ({ data }) => channel.send(data);
      else channel.onmessage = count(channel);
    };
    await pc.setRemoteDescription({ type: 'offer', sdp });
    tell({ answer: await gather(await pc.createAnswer()) });
  },
  accept: (sdp) => pc.setRemoteDescription({ type: 'answer', sdp }),
  async echo(trips) {
    const message = new Uint8Array(1024);
    const times = [];
    for (let i = 0; i < trips; i++) {
      const begin = process.hrtime.bigint();
      await answerTo(() => echo.send(message));
      times.push(Number(process.hrtime.bigint() - begin) / 1e6);
    }
    tell({ echo: times.join(' ') });
  },
  async bulk(bytes) {
    const message = new Uint8Array(16384);
    const begin = process.hrtime.bigint();
    await answerTo(async () => {
      bulk.send(String(bytes));
      for (let sent = 0; sent < bytes; sent += message.length) {
        while (bulk.bufferedAmount > HighWater) await new Promise(setImmediate);
        bulk.send(message);
      }
    });
    tell({ bulk: String(Number(process.hrtime.bigint() - begin) / 1e9) });
  },
  close() {
    pc.close();
    tell({ closed: true });
  },
};

function answerTo(act) {
  return new Promise((resolve) => {
    answered = resolve;
    act();
  });
}

function count(channel) {
  let due = 0;
  return ({ data }) => {
    if (typeof data === 'string') due = Number(data);
    else if ((due -= data.byteLength) <= 0) channel.send('done');
  };
}

function take(channel) {
  channel.binaryType = 'arraybuffer';
  return channel;
}

function open() {
  pc = new RTCPeerConnection();
}

async function gather(description) {
  await pc.setLocalDescription(description);
  while (pc.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 5));
  return pc.localDescription.sdp;
}

// The bulk runs beside the orders, which come one at a time anyway.
let last = Promise.resolve();
require('node:readline')
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [[order, value]] = Object.entries(JSON.parse(line));
    last = last.then(() => orders[order](value)).catch((error) => tell({ failed: String(error) }));
  })
  .on('close', () => process.exit());
