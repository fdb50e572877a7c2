using System;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Channels;

/// <summary>The streams under a session's data channels, as both ends have agreed to number them. Owner: the loop's
/// thread.</summary>
public interface IChannelStreams
{
    /// <summary>True when the stream carries a channel already, the client's own among them.</summary>
    bool IsTaken(int id);

    /// <summary>True when messages can go on the stream.</summary>
    bool IsOpen(int id);

    /// <summary>Begins a channel on a stream, which the other side begins by itself.</summary>
    void Open(Instant now, int id, string label, in Reliability reliability);

    /// <summary>Sends a message; false when there is no room for it, or no such channel.</summary>
    bool TrySend(Instant now, int id, bool isText, ReadOnlySpan<byte> message);

    /// <summary>Ends a channel: the other side sees it close.</summary>
    void Close(Instant now, int id);
}
