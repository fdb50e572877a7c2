using System;
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;

namespace Earshot.Sfu.Loop;

/// <summary>Whose is a datagram that came to the one port? A connectivity check says so by its USERNAME; everything
/// else is known by the pair of addresses on which such a check was accepted (RFC 7983, RFC 8445 section 7.3).
/// A session may be known by several pairs: Chrome makes a new transport when its first media section stops. What comes
/// to the port of a session that has its own is that session's.
/// Owner: the loop's thread. The tables hold at most <see cref="MaxPairsPerSession"/> pairs a session.</summary>
internal sealed class Demultiplexer
{
    private const int MaxPairsPerSession = 8;

    private readonly Dictionary<string, Session> _byUfrag = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Session>.AlternateLookup<ReadOnlySpan<char>> _byUfragSpan;
    private readonly Dictionary<(TransportAddress Local, TransportAddress Remote), Session> _byPair = [];

    private readonly Dictionary<TransportAddress, Session> _byOwnPort = [];

    public Demultiplexer() => _byUfragSpan = _byUfrag.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Makes a session findable by its ufrag, or by its own port.</summary>
    public void Add(Session session)
    {
        foreach (TransportAddress address in session.OwnPort) _byOwnPort.Add(address, session);
        if (session.OwnPort.Count == 0) _byUfrag.Add(session.Peer.LocalUfrag, session);
    }

    /// <summary>Forgets a session and its pairs.</summary>
    public void Remove(Session session)
    {
        foreach (TransportAddress address in session.OwnPort) _byOwnPort.Remove(address);
        _byUfrag.Remove(session.Peer.LocalUfrag);
        foreach ((TransportAddress, TransportAddress) pair in session.Pairs) _byPair.Remove(pair);
        session.Pairs.Clear();
    }

    /// <summary>Finds the session a datagram is for.</summary>
    public bool TryFind(
        ReadOnlySpan<byte> datagram,
        TransportAddress local,
        TransportAddress remote,
        out Session session,
        out DropReason dropped)
    {
        session = null!;
        dropped = DropReason.None;
        if (datagram.IsEmpty || !IsDemuxed(datagram[0])) dropped = DropReason.NotDemuxed;
        else if (_byOwnPort.Count > 0 && _byOwnPort.TryGetValue(local, out session!)) return true;
        else if (datagram[0] > 3 && !_byPair.TryGetValue((local, remote), out session!))
            dropped = DropReason.AddressNotValidated;
        else if (datagram[0] > 3) return true;
        else if (!StunUsername.TryReadUfrag(datagram, out ReadOnlySpan<byte> ufrag)) dropped = DropReason.Malformed;
        else if (!TryFindByUfrag(ufrag, out session)) dropped = DropReason.StunUnknownUser;
        return dropped == DropReason.None;
    }

    /// <summary>Remembers that a session's check came on a pair of addresses and was accepted.</summary>
    public void Learn(Session session, TransportAddress local, TransportAddress remote)
    {
        if (session.OwnPort.Count > 0) return;
        (TransportAddress, TransportAddress) pair = (local, remote);
        if (_byPair.TryGetValue(pair, out Session? known))
        {
            if (known == session) return;
            known.Pairs.Remove(pair);
        }

        if (session.Pairs.Count == MaxPairsPerSession)
        {
            _byPair.Remove(session.Pairs[0]);
            session.Pairs.RemoveAt(0);
        }

        session.Pairs.Add(pair);
        _byPair[pair] = session;
    }

    /// <summary>RFC 7983 section 7: STUN 0-3, DTLS 20-63, RTP and RTCP 128-191.</summary>
    private static bool IsDemuxed(byte first) => first is <= 3 or (>= 20 and <= 63) or (>= 128 and <= 191);

    private bool TryFindByUfrag(ReadOnlySpan<byte> ufrag, out Session session)
    {
        Span<char> characters = stackalloc char[StunUsername.MaxUfragLength];
        int length = Encoding.Latin1.GetChars(ufrag, characters);
        return _byUfragSpan.TryGetValue(characters[..length], out session!);
    }
}
