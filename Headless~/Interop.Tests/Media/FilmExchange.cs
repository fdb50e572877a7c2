using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Relay;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Video;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Our peer in a video call with numbered-film.js: each encodes with its own VP8 and reads the numbers in the
/// other's pictures.</summary>
internal sealed class FilmExchange : IPeerSink, IDisposable
{
    private const int Tick = 3000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1 / 30.0);

    private static readonly Codec Vp8 = new(
        new PayloadType(96), "VP8", 90000, feedback: ["nack", "nack pli", "ccm fir", "transport-cc"]);

    private readonly Video.VideoReceiver _receiver = new();
    private readonly VideoLayer _layer = new(default, 0, 500_000);
    private readonly VideoSender _sender;
    private readonly List<int> _seen = [];
    private readonly I420Frame _theirs = new();
    private readonly I420Frame _ours = new(320, 180);
    private readonly PeerDriver _driver;
    private readonly UdpRelay _relay;
    private readonly Script _script;
    private readonly Mid _mid;
    private readonly Ticker _ticker;
    private int _shown;

    /// <summary>Begins at once; both directions cross the link.</summary>
    public FilmExchange(LinkProfile link)
    {
        _relay = new UdpRelay(link, seed: 7);
        _sender = new VideoSender([_layer], new SystemRandom());
        var options = new PeerDriverOptions(new BouncyCastleDtls(new SystemRandom()), new ManagedSrtpCrypto())
        {
            Addresses = [IPAddress.Loopback],
            VideoCodecs = [Vp8, Codec.Rtx(new PayloadType(97), Vp8)],
        };
        _driver = new PeerDriver(options, this);
        _script = Script.Node("numbered-film.js", "320", "180");
        string offer = _relay.Rewrite(Side.Left, (string)_script.Hear("sdp")!);
        (_mid, string answer) = _driver.Run((peer, now) =>
        {
            Assert.That(peer.TrySetOffer(now, offer, out string error), Is.True, error);
            Transceiver section = peer.Transceivers.Single();
            section.SendEncodings[0].MaxBitrate = _layer.MaxBitrate;
            peer.SetDirection(section, Direction.SendRecv);
            return (section.Mid, peer.CreateAnswer(now));
        });
        _script.Tell("sdp", _relay.Rewrite(Side.Right, answer));
        _ticker = new Ticker(Interval, _ => Show());
    }

    /// <summary>The last picture's number that we showed.</summary>
    public int Shown => Volatile.Read(ref _shown);

    /// <summary>The numbers of their pictures that we saw.</summary>
    public int[] SeenByUs
    {
        get
        {
            lock (_seen) return [.. _seen];
        }
    }

    /// <summary>The numbers of our pictures that they saw.</summary>
    public int[] SeenByThem()
    {
        _script.Tell("type", "numbers");
        return [.. _script.Hear("numbers").Select(number => (int)number)];
    }

    public void Dispose()
    {
        _ticker.Dispose();
        _driver.Dispose();
        _script.Dispose();
        _relay.Dispose();
        _sender.Dispose();
        _receiver.Dispose();
    }

    void IPeerSink.OnEvent(Instant now, in PeerEvent happened)
    {
        // We are on a thread of the driver's and under its gate.
        if (happened.Kind == PeerEventKind.KeyFrameRequested) _layer.WantsKeyFrame = true;
        if (happened.Kind != PeerEventKind.Rtp) return;
        _receiver.HandlePacket(happened.Ssrc, happened.Seq, happened.Time, happened.Marker, happened.Payload.Span);
        while (_receiver.TryDecode(now))
        {
        }

        if (_receiver.NeedsKeyFrame) _driver.Run((peer, time) => peer.TryRequestKeyFrame(time, _mid));
        if (!_receiver.TryTakePicture(_theirs, out _)) return;
        lock (_seen) _seen.Add(MovingPicture.ReadNumber(_theirs));
    }

    private void Show() => _driver.Run((peer, now) =>
    {
        if (peer.State != PeerState.Connected) return false;
        _layer.TargetBitrate = peer.Find(_mid)!.SendEncodings[0].TargetBitrate;
        MovingPicture.Draw(_ours, Volatile.Read(ref _shown));
        _sender.HandlePicture(new RtpTime((uint)(_shown * Tick)), _ours);
        while (_sender.TryPollPayload(out VideoPayload payload))
            peer.TrySend(now, _mid, payload.Time, payload.Marker, payload.Bytes);
        Interlocked.Increment(ref _shown);
        return true;
    });
}
