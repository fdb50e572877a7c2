"""aiortc: WebRTC in Python. Each method of Peer but the private ones is a verb that the test may ask for."""

import asyncio
import collections
import fractions
import time

import numpy
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame

from lines import serve

RATE = 48000
FRAME = 960
QUIET = 100  # of 32767: below it is no tone
WINDOW = 4800  # samples; tells tones apart that are a multiple of 10 Hz, whatever is missing between
PATIENCE_SECONDS = 40


class Voice(MediaStreamTrack):
    """A track with a sine on it, in real time."""

    kind = "audio"

    def __init__(self, hertz):
        super().__init__()
        second = 10000 * numpy.sin(2 * numpy.pi * hertz * numpy.arange(RATE) / RATE)
        self._frames = second.astype(numpy.int16).reshape(-1, 1, FRAME)
        self._said = 0
        self._begin = None

    async def recv(self):
        self._begin = self._begin or time.monotonic()
        await asyncio.sleep(self._begin + self._said * FRAME / RATE - time.monotonic())
        frame = AudioFrame.from_ndarray(self._frames[self._said % len(self._frames)], format="s16", layout="mono")
        frame.sample_rate, frame.time_base = RATE, fractions.Fraction(1, RATE)
        frame.pts = self._said * FRAME
        self._said += 1
        return frame


class Ear:
    """The last half second of what came on a track."""

    def __init__(self, track):
        self._track = track
        self._frames = collections.deque(maxlen=RATE // 2 // FRAME)
        self._listening = asyncio.ensure_future(self._listen())

    async def _listen(self):
        try:
            while True:
                self._frames.append(await self._track.recv())
        except MediaStreamError:
            pass  # the track has ended

    def _share_of(self, hertz):
        if len(self._frames) < self._frames.maxlen:
            return 0.0
        samples = [frame.to_ndarray()[0].reshape(frame.samples, -1)[:, 0] for frame in self._frames]
        windows = numpy.concatenate(samples).astype(float).reshape(-1, WINDOW)
        phasors = windows @ numpy.exp(2j * numpy.pi * hertz * numpy.arange(WINDOW) / RATE)
        # The best window: aiortc puts nothing in place of what is lost, and each hole breaks the tone's phase.
        energies = numpy.maximum(numpy.sum(windows**2, axis=1), WINDOW * QUIET**2)
        return float(numpy.max(2 * abs(phasors) ** 2 / WINDOW / energies))

    async def hears(self, hertz, enough):
        self._frames.clear()
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            await asyncio.sleep(0.1)
            share = self._share_of(hertz)
            if share >= enough or time.monotonic() > end:
                return share


class Peer:
    def __init__(self):
        self._pc = None

    async def open(self):
        """A new peer connection in place of the last."""
        if self._pc:
            await self._pc.close()
        self._ears = {}
        self._channels = {}
        self._pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._pc._sctpLegacySdp = False  # the m=application line of RFC 8841, which it writes to answers only
        self._pc.on("datachannel", self._keep)
        self._pc.on("track", lambda track: self._ears.setdefault(track.id, Ear(track)))

    async def add(self, hertz):
        for each in hertz:
            self._pc.addTransceiver(Voice(each), direction="sendrecv")

    async def offer(self, restart=False):
        return await self._describe(await self._pc.createOffer())

    async def answer(self, sdp, hertz):
        await self._pc.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        for transceiver in self._pc.getTransceivers():
            if transceiver.mid in hertz:
                transceiver.direction = "sendrecv"
                transceiver.sender.replaceTrack(Voice(hertz[transceiver.mid]))
        return await self._describe(await self._pc.createAnswer())

    async def accept(self, sdp):
        await self._pc.setRemoteDescription(RTCSessionDescription(sdp, "answer"))

    async def stop(self, mid):
        """aiortc's own stop() says nothing to the other side."""
        self._find(mid).direction = "inactive"

    async def turn(self, mid, direction):
        self._find(mid).direction = direction

    async def makeChannel(self, label, init):
        self._keep(self._pc.createDataChannel(label, **init))

    async def say(self, label, text):
        self._channels[label][0].send(text)

    async def closeChannel(self, label):
        self._channels[label][0].close()

    async def tellChannels(self):
        """What there is of data channels, and all that has been said on them."""
        return {
            label: {
                "state": channel.readyState,
                "ordered": channel.ordered,
                "maxRetransmits": channel.maxRetransmits,
                "maxPacketLifeTime": channel.maxPacketLifeTime,
                "heard": heard,
            }
            for label, (channel, heard) in self._channels.items()
        }

    async def hear(self, hertz, enough):
        shares = await asyncio.gather(*(self._hears(mid, each, enough) for mid, each in hertz.items()))
        return dict(zip(hertz, shares))

    async def state(self):
        transport = self._pc.getTransceivers()[0].sender.transport
        return {
            "connection": self._pc.connectionState,
            "dtlsRole": transport._role,
            "iceRole": transport.transport.role,
            "sections": {each.mid: each.currentDirection for each in self._pc.getTransceivers()},
        }

    async def _hears(self, mid, hertz, enough):
        ear = self._ears.get(self._find(mid).receiver.track.id)
        return await ear.hears(hertz, enough) if ear else "no track"

    def _keep(self, channel):
        heard = []
        self._channels[channel.label] = (channel, heard)
        channel.on("message", heard.append)

    def _find(self, mid):
        return next(each for each in self._pc.getTransceivers() if each.mid == mid)

    async def _describe(self, description):
        await self._pc.setLocalDescription(description)  # gathers all candidates first
        return self._pc.localDescription.sdp


async def main():
    peer = Peer()
    await serve(lambda verb, **rest: getattr(peer, verb)(**rest))


asyncio.run(main())
