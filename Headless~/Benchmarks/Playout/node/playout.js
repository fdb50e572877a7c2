'use strict';
// libwebrtc's side of the `playout` benchmark: answers one offer, records what each track plays with the time of each
// 10 ms, and tells the counters of its jitter buffers when asked.

const { writeFileSync } = require('node:fs');
const { RTCPeerConnection, nonstandard } = require('@roamhq/wrtc');

const RATE = 48000;
const CHUNK = RATE / 100;

const tell = (object) => process.stdout.write(`${JSON.stringify(object)}\n`);
const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
const recordings = new Map();
pc.onicecandidate = ({ candidate }) => candidate?.candidate && tell({ candidate: candidate.candidate });
pc.ontrack = ({ track, transceiver }) => {
  const recording = { times: [], chunks: [] };
  const sink = new nonstandard.RTCAudioSink(track);
  sink.ondata = ({ samples, sampleRate, channelCount, numberOfFrames }) => {
    recording.times.push(Number(process.hrtime.bigint()) / 1e6);
    if (sampleRate !== RATE) samples = new Int16Array(CHUNK); // silence, before the first packet
    const mono = channelCount === 1 || sampleRate !== RATE
      ? samples.slice()
      : Int16Array.from({ length: numberOfFrames }, (_, i) => samples[i * channelCount]);
    recording.chunks.push(mono);
  };
  recordings.set(transceiver.mid, recording);
};

const orders = {
  async answer(sdp) {
    await pc.setRemoteDescription({ type: 'offer', sdp });
    const answer = await pc.createAnswer();
    tell({ answer: answer.sdp });
    await pc.setLocalDescription(answer);
  },
  async stats() {
    const streams = [...(await pc.getStats()).values()].filter(({ type }) => type === 'inbound-rtp');
    tell({ stats: JSON.stringify(streams.map((stream) => ({
      ssrc: stream.ssrc,
      concealed: stream.concealedSamples,
      inserted: stream.insertedSamplesForDeceleration,
      removed: stream.removedSamplesForAcceleration,
      total: stream.totalSamplesReceived,
    }))) });
  },
  clock() {
    tell({ clock: String(Number(process.hrtime.bigint()) / 1e6) });
  },
  write(folder) {
    for (const [mid, { times, chunks }] of recordings) {
      const pcm = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)));
      writeFileSync(`${folder}/${mid}.pcm`, pcm);
      writeFileSync(`${folder}/${mid}.json`, JSON.stringify(times));
    }
    tell({ written: folder });
  },
};

require('node:readline')
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [[order, value]] = Object.entries(JSON.parse(line));
    Promise.resolve(orders[order](value)).catch((error) => tell({ failed: String(error) }));
  })
  .on('close', () => process.exit());
