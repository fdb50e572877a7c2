using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Earshot.Crypto;
using Earshot.Io;
using Earshot.Io.Dtls;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Loop;
using Earshot.Sfu.Sessions;
using Earshot.Sfu.Stats;

namespace Earshot.Sfu;

/// <summary>An SFU: peers publish tracks into sessions and pull those of others; packets are forwarded as they are.
/// It speaks no HTTP. Everything but the constructor, <see cref="RunAsync{T}"/>, <see cref="Addresses"/> and
/// <see cref="Dispose"/> belongs to the loop's thread: call it from within RunAsync.</summary>
public sealed class Sfu : IDisposable
{
    private readonly SfuOptions _options;
    private readonly SfuLoop _loop;
    private readonly Dictionary<SessionId, Session> _sessions = [];
    private readonly BouncyCastleDtls _dtls;
    private readonly ISrtpCrypto _crypto = HardwareSrtpCrypto.OrManaged;
    private readonly SystemRandom _random = new();
    private bool _isDraining;

    /// <summary>Opens the port and starts the thread. Throws <see cref="System.Net.Sockets.SocketException"/> when the
    /// port is taken.</summary>
    public Sfu(SfuOptions options)
    {
        _options = options;
        Task.Run(BouncyCastleDtls.WarmUp); // before the first client comes
        _dtls = new BouncyCastleDtls(_random, crypto: _crypto);
        _loop = new SfuLoop(UdpPort.Open(options.Addresses, options.UdpPort), options);
        Addresses = _loop.Addresses.Select(a => a.ToIPEndPoint()).ToArray();
    }

    /// <summary>The bound addresses: what candidates carry.</summary>
    public IReadOnlyList<IPEndPoint> Addresses { get; }

    /// <summary>How many sessions live.</summary>
    public int SessionCount => _sessions.Count;

    /// <summary>A session has ended and is no longer found. Raised on the loop's thread: do not block.</summary>
    public event Action<SessionId>? SessionEnded;

    /// <summary>Runs a command on the loop's thread and hands back what it returns.</summary>
    public Task<T> RunAsync<T>(Func<Instant, T> command) => _loop.RunAsync(command);

    /// <summary>The session, or null when there is none or it has ended.</summary>
    public Session? Find(SessionId id) => _sessions.GetValueOrDefault(id);

    /// <summary>Makes a session that nothing has negotiated yet; null when there are too many, or we
    /// <see cref="Drain"/>. Usually we are the lite
    /// agent that is spoken to. A <paramref name="thirdParty"/> is lite itself: then we are the full one, on a port of
    /// the session's own, for nothing else tells two sessions with the same server apart.</summary>
    public Session? TryCreate(Instant now, bool thirdParty = false)
    {
        if (_isDraining || _sessions.Count >= _options.MaxSessions) return null;
        var id = new SessionId(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        IReadOnlyList<TransportAddress> ownPort = thirdParty ? _loop.OpenOwnPort() : [];
        var session = new Session(id, _loop, _options, now, wake => NewPeerConfig(wake, ownPort), ownPort);
        session.Ended += OnEnded;
        _loop.Counters.Sessions++;
        _sessions.Add(id, session);
        return session;
    }

    /// <summary>Makes no more sessions; says how many are left.</summary>
    public int Drain()
    {
        _isDraining = true;
        return _sessions.Count;
    }

    /// <summary>How many datagrams were dropped for a reason: nobody's, and those of living sessions.</summary>
    public long Dropped(DropReason reason) =>
        (reason == DropReason.Overflow ? _loop.Refused : 0) + _loop.Counters.Dropped(reason)
        + _sessions.Values.Sum(session => session.Peer.Dropped(reason));

    /// <summary>How it stands, and what it has done.</summary>
    public SfuStats GetStats()
    {
        SfuCounters counters = _loop.Counters;
        foreach (Session session in _sessions.Values) counters.CountRetransmitted(session);
        return new SfuStats(
            _sessions.Count,
            _sessions.Values.Count(session => session.Peer.State == PeerState.Connected),
            _sessions.Values.Sum(session => session.Tracks.PublishedCount),
            _sessions.Values.Sum(session => session.Tracks.PulledCount),
            counters.Sessions,
            counters.DatagramsReceived,
            counters.BytesReceived,
            counters.DatagramsSent,
            counters.BytesSent,
            counters.Forwarded,
            counters.Retransmitted,
            counters.KeyFramesWanted,
            counters.KeyFramesAsked,
            Enum.GetValues<DropReason>().Where(reason => reason != DropReason.None)
                .ToDictionary(reason => reason, Dropped));
    }

    /// <summary>Says goodbye to every peer, then stops the thread and closes the port.</summary>
    public void Dispose()
    {
        _loop.Stop(now =>
        {
            foreach (Session session in _sessions.Values.ToArray()) session.End(now);
        });
    }

    private PeerConfig NewPeerConfig(Action wake, IReadOnlyList<TransportAddress> ownPort)
    {
        bool isLite = ownPort.Count == 0;
        IReadOnlyList<TransportAddress> addresses = isLite ? _loop.Addresses : ownPort;
        return new(_dtls, _crypto, _random, addresses)
        {
            IceLite = isLite,
            NtpOrigin = MonotonicClock.NtpOrigin,
            AnswersOneCodec = true,
            RecyclesSections = false,
            ListsRtcpCandidates = true,
            AudioCodecs = CodecTable.Audio,
            VideoCodecs = CodecTable.Video,
            Wake = wake,
        };
    }

    private void OnEnded(Session session)
    {
        _sessions.Remove(session.Id);
        _loop.Counters.HandleEnded(session);
        SessionEnded?.Invoke(session.Id);
    }
}
