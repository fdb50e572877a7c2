using System;
using System.Linq;
using System.Net;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Relay;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Our peer, sending back what mirror-video.js sends, so that libwebrtc judges our packets by its own
/// decoder.</summary>
internal sealed class VideoMirror : IPeerSink, IDisposable
{
    private static readonly Codec Vp8 = new(
        new PayloadType(96), "VP8", 90000, feedback: ["nack", "nack pli", "ccm fir", "transport-cc"]);

    private readonly PeerDriver _driver;
    private readonly Script _script;
    private readonly UdpRelay _relay;
    private readonly Mid _mid;

    /// <summary>Begins at once; what libwebrtc sends comes unharmed, what we send crosses the link.</summary>
    public VideoMirror(LinkProfile ourLink)
    {
        _relay = new UdpRelay(LinkProfile.Perfect, ourLink, seed: 7);
        var options = new PeerDriverOptions(new BouncyCastleDtls(new SystemRandom()), new ManagedSrtpCrypto())
        {
            Addresses = [IPAddress.Loopback],
            VideoCodecs = [Vp8, Codec.Rtx(new PayloadType(97), Vp8)],
        };
        _driver = new PeerDriver(options, this);
        _script = Script.Node("mirror-video.js", "320", "180");
        string offer = _relay.Rewrite(Side.Left, (string)_script.Hear("sdp")!);
        (_mid, string answer) = _driver.Run((peer, now) =>
        {
            Assert.That(peer.TrySetOffer(now, offer, out string error), Is.True, error);
            Transceiver section = peer.Transceivers.Single();
            section.SendEncodings[0].MaxBitrate = 4_000_000;
            peer.SetDirection(section, Direction.SendRecv);
            return (section.Mid, peer.CreateAnswer(now));
        });
        _script.Tell("sdp", _relay.Rewrite(Side.Right, answer));
    }

    /// <summary>Our estimate, in bit/s.</summary>
    public long? TargetBitrate => _driver.Run((peer, _) => peer.TargetBitrate);

    /// <summary>Pictures that came to us whole or in part, each of which we sent back.</summary>
    public int Pictures { get; private set; }

    /// <summary>libwebrtc's statistics of the stream it gets from us, and the "pictures" it decoded.</summary>
    public JToken Stats()
    {
        _script.Tell("type", "inbound-rtp");
        return _script.Hear("stats");
    }

    public void Dispose()
    {
        _driver.Dispose();
        _script.Dispose();
        _relay.Dispose();
    }

    void IPeerSink.OnEvent(Instant now, in PeerEvent happened)
    {
        // We are on a thread of the driver's and under its gate.
        if (happened.Kind == PeerEventKind.KeyFrameRequested)
            _driver.Run((peer, time) => peer.TryRequestKeyFrame(time, _mid));
        if (happened.Kind != PeerEventKind.Rtp) return;
        if (happened.Marker) Pictures++;
        Mirror(happened.Seq, happened.Time, happened.Marker, happened.Payload.ToArray());
    }

    private void Mirror(SeqNo seq, RtpTime time, bool marker, byte[] payload) =>
        _driver.Run((peer, now) => peer.TryForward(now, _mid, seq, time, marker, payload));
}
