using System;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Tests;

/// <summary>Our peer connection with a full ICE agent on loopback, and an ear for each section.</summary>
internal sealed class OurPeer : IPeerSink, IDisposable
{
    private static readonly Codec Vp8 = new(new PayloadType(96), "VP8", 90_000, feedback: ["nack", "nack pli"]);

    private readonly ConcurrentDictionary<Mid, ToneEar> _ears = [];

    /// <summary>A peer that offers Opus under that payload type, and before it, if wanted, with the packet before in
    /// each.</summary>
    public OurPeer(byte opus, bool isRedundant = false)
    {
        var codec = new Codec(new PayloadType(opus), "opus", 48000, 2, "minptime=10;useinbandfec=1");
        var dtls = new BouncyCastleDtls(new SystemRandom());
        var options = new PeerDriverOptions(dtls, new ManagedSrtpCrypto())
        {
            Addresses = [IPAddress.Loopback],
            AudioCodecs = isRedundant ? [Codec.Red(new PayloadType(63), codec), codec] : [codec],
            VideoCodecs = [Vp8, Codec.Rtx(new PayloadType(97), Vp8)],
        };
        Driver = new PeerDriver(options, this);
    }

    public PeerDriver Driver { get; }

    public ToneEar EarFor(Mid mid) => _ears.GetOrAdd(mid, _ => new ToneEar());

    /// <summary>All data channels there have been, by their labels, whoever made them.</summary>
    public ConcurrentDictionary<string, DataChannel> Channels { get; } = [];

    /// <summary>All that has been said to us on a data channel.</summary>
    public ConcurrentQueue<(string Label, string Text)> Said { get; } = [];

    public void Dispose() => Driver.Dispose();

    void IPeerSink.OnEvent(Instant now, in PeerEvent happened)
    {
        ReadOnlySpan<byte> payload = happened.Payload.Span;
        switch (happened.Kind)
        {
            case PeerEventKind.Rtp:
                EarFor(happened.Mid).OnRtp(now, happened.Seq, happened.Time, happened.Marker, payload);
                break;
            case PeerEventKind.DataChannelOpened:
                Channels[happened.Channel!.Label] = happened.Channel;
                break;
            case PeerEventKind.DataChannelMessage:
                Said.Enqueue((happened.Channel!.Label, Encoding.UTF8.GetString(payload)));
                break;
        }
    }
}
