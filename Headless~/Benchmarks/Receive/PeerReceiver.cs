using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using Earshot.Crypto;
using Earshot.Io;
using Earshot.Io.Dtls;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Benchmarks.Receive;

/// <summary>A WebRTC stack that gets all tracks from a peer of ours.</summary>
internal sealed class PeerReceiver : Receiver, IPeerSink
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly PeerDriver _driver;
    private readonly List<Transceiver> _tracks = [];
    private readonly int _count;

    public PeerReceiver(string name, ProcessStartInfo start, int tracks)
        : base(name, start)
    {
        _count = tracks;
        _driver = new PeerDriver(
            new PeerDriverOptions(new BouncyCastleDtls(new SystemRandom()), HardwareSrtpCrypto.OrManaged), this);
    }

    public override void Connect()
    {
        Process.Tell("answer", _driver.Run((peer, now) =>
        {
            for (int i = 0; i < _count; i++)
                _tracks.Add(peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, $"track{i}"));
            return peer.CreateOffer(now);
        }));
        for (var clock = Stopwatch.StartNew(); _driver.Run((peer, _) => peer.State) != PeerState.Connected;)
        {
            if (clock.Elapsed > Patience) throw new InvalidOperationException($"{Name} does not connect.");
            Thread.Sleep(10);
        }
    }

    public override void Send(int track, uint time, ReadOnlySpan<byte> payload) =>
        _driver.TrySend(_tracks[track].Mid, new RtpTime(time), marker: false, payload);

    public void OnEvent(Instant now, in PeerEvent happened)
    {
    }

    public override void Dispose()
    {
        _driver.Dispose();
        base.Dispose();
    }

    protected override void OnTold(string field, string value)
    {
        string problem = field switch
        {
            "answer" => _driver.Run((peer, now) => peer.TrySetAnswer(now, value, out string error) ? "" : error),
            "candidate" => _driver.Run((peer, now) => peer.Ice.TryAddRemoteCandidate(now, value, out _) ? "" : ""),
            _ => value,
        };
        if (problem.Length > 0) throw new InvalidDataException($"{Name}: {problem}");
    }
}
