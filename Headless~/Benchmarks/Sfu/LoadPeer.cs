using System;
using System.Net;
using System.Threading;
using Earshot.Crypto;
using Earshot.Io;
using Earshot.Io.Dtls;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;

namespace Earshot.Benchmarks.Sfu;

/// <summary>One who speaks into an SFU or listens to it. What is spoken says when it left, on the machine's
/// clock.</summary>
internal sealed class LoadPeer : IPeerSink, IDisposable
{
    private static readonly SystemRandom Random = new();
    private static readonly ISrtpCrypto Crypto = HardwareSrtpCrypto.OrManaged;
    private static readonly BouncyCastleDtls Dtls = new(Random, crypto: Crypto);
    private static readonly MonotonicClock Clock = new();

    private readonly PeerDriver _driver;
    private readonly Latencies _latencies;
    private readonly string _offer;
    private readonly byte[] _payload;
    private Mid _mid;
    private uint _time;
    private long _received;

    /// <param name="address">Where it sends from.</param>
    /// <param name="tracks">How many voices it hears; 0 for one who speaks.</param>
    /// <param name="payloadBytes">The size of what is spoken.</param>
    /// <param name="latencies">Where it notes how long what it hears was under way.</param>
    public LoadPeer(IPAddress address, int tracks, int payloadBytes, Latencies latencies)
    {
        _latencies = latencies;
        _payload = new byte[payloadBytes];
        _driver = new PeerDriver(new PeerDriverOptions(Dtls, Crypto) { Addresses = [address] }, this);
        _offer = _driver.Run((peer, now) =>
        {
            Direction direction = tracks == 0 ? Direction.SendOnly : Direction.RecvOnly;
            for (int i = 0; i < Math.Max(1, tracks); i++) peer.AddTransceiver(MediaKind.Audio, direction, $"t{i}");
            return peer.CreateOffer(now);
        });
    }

    public string Offer => _offer;

    public bool IsConnected => _driver.Run((peer, _) => peer.State == PeerState.Connected);

    /// <summary>Packets heard.</summary>
    public long Received => Volatile.Read(ref _received);

    public void Accept(string answer) => _driver.Run((peer, now) =>
    {
        if (!peer.TrySetAnswer(now, answer, out string error)) throw new InvalidOperationException(error);
        _mid = peer.Transceivers[0].Mid;
        return true;
    });

    /// <summary>Speaks 20 ms.</summary>
    public void Speak()
    {
        BitConverter.TryWriteBytes(_payload.AsSpan(1), Clock.Now.Microseconds);
        _payload[0] = 0x78; // Opus: CELT, 20 ms, one frame
        _driver.TrySend(_mid, new RtpTime(_time += 960), false, _payload);
    }

    void IPeerSink.OnEvent(Instant now, in PeerEvent happened)
    {
        if (happened.Kind != PeerEventKind.Rtp) return;
        Interlocked.Increment(ref _received);
        _latencies.Add(Clock.Now.Microseconds - BitConverter.ToInt64(happened.Payload.Span[1..]));
    }

    public void Dispose() => _driver.Dispose();
}
