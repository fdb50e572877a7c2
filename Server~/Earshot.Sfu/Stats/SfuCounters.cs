using System;
using Earshot.Rtc;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;

namespace Earshot.Sfu.Stats;

/// <summary>What the SFU has done since it began; counters only grow. Owner: the loop's thread.</summary>
internal sealed class SfuCounters
{
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];
    private OutboundRtpStats[] _outbound = new OutboundRtpStats[16];

    /// <summary>Sessions made.</summary>
    public long Sessions;

    /// <summary>Datagrams that came to the sockets, and their bytes.</summary>
    public long DatagramsReceived, BytesReceived;

    /// <summary>Datagrams that the system took from us, and their bytes.</summary>
    public long DatagramsSent, BytesSent;

    /// <summary>Media packets handed to a subscriber.</summary>
    public long Forwarded;

    /// <summary>Packets that a subscriber missed and got once more, out of what it was sent.</summary>
    public long Retransmitted;

    /// <summary>Times that a subscriber wanted a key frame.</summary>
    public long KeyFramesWanted;

    /// <summary>Times that a publisher was asked for one.</summary>
    public long KeyFramesAsked;

    /// <summary>Drops that belong to no living session.</summary>
    public long Dropped(DropReason reason) => _dropped[(int)reason];

    public void CountDropped(DropReason reason) => _dropped[(int)reason]++;

    /// <summary>Takes over what a session that ends has counted.</summary>
    public void HandleEnded(Session session)
    {
        CountRetransmitted(session);
        for (int i = 0; i < _dropped.Length; i++) _dropped[i] += session.Peer.Dropped((DropReason)i);
    }

    /// <summary>Adds what a session has retransmitted since it was last asked: before its streams go, and before the
    /// counter is read.</summary>
    public void CountRetransmitted(Session session)
    {
        int count = session.Peer.GetOutboundRtpStats(_outbound);
        if (count > _outbound.Length) session.Peer.GetOutboundRtpStats(_outbound = new OutboundRtpStats[2 * count]);
        long sum = 0;
        for (int i = 0; i < count; i++) sum += _outbound[i].RetransmittedPacketsSent;
        Retransmitted += Math.Max(0, sum - session.RetransmittedBefore);
        session.RetransmittedBefore = sum;
    }
}
