using System;
using System.Collections.Generic;
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

/// <summary>Our peer, receiving what send-video.js sends through a bad network.</summary>
internal sealed class VideoReceiver : IPeerSink, IDisposable
{
    private static readonly string[] UsualFeedback = ["nack", "nack pli", "ccm fir", "transport-cc"];

    private readonly HashSet<string> _rids = [];
    private readonly Script _script;

    public VideoReceiver(LinkProfile link, params string[] arguments)
        : this(link, UsualFeedback, arguments)
    {
    }

    /// <summary>With other feedback than usual.</summary>
    public VideoReceiver(LinkProfile link, string[] feedback, string[] arguments)
    {
        var vp8 = new Codec(new PayloadType(96), "VP8", 90000, feedback: feedback);
        Relay = new UdpRelay(link, seed: 7);
        var options = new PeerDriverOptions(new BouncyCastleDtls(new SystemRandom()), new ManagedSrtpCrypto())
        {
            Addresses = [IPAddress.Loopback],
            VideoCodecs = [vp8, Codec.Rtx(new PayloadType(97), vp8)],
        };
        Driver = new PeerDriver(options, this);
        _script = Script.Node("send-video.js", arguments);
        string offer = Relay.Rewrite(Side.Left, (string)_script.Hear("sdp")!);
        string answer = Driver.Run((peer, now) =>
        {
            Assert.That(peer.TrySetOffer(now, offer, out string error), Is.True, error);
            return peer.CreateAnswer(now);
        });
        _script.Tell("sdp", Relay.Rewrite(Side.Right, answer));
    }

    public PeerDriver Driver { get; }

    public UdpRelay Relay { get; }

    /// <summary>Our statistics of the one stream.</summary>
    public InboundRtpStats Video => Driver.Run((peer, now) =>
    {
        var stats = new InboundRtpStats[1];
        peer.GetInboundRtpStats(stats);
        return stats[0];
    });

    /// <summary>The layers that were heard.</summary>
    public string[] Rids
    {
        get
        {
            lock (_rids) return [.. _rids.Order()];
        }
    }

    /// <summary>libwebrtc's statistics of a type.</summary>
    public JToken[] Stats(string type) =>
        [.. _script.Ask("stats").Where(report => (string?)report["type"] == type)];

    public void Dispose()
    {
        Driver.Dispose();
        _script.Dispose();
        Relay.Dispose();
    }

    void IPeerSink.OnEvent(Instant now, in PeerEvent happened)
    {
        if (happened.Kind != PeerEventKind.Rtp || !happened.Rid.IsGiven) return;
        lock (_rids) _rids.Add(happened.Rid.Value);
    }
}
