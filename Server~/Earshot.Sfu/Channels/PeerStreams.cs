using System;
using System.Collections.Generic;
using Earshot.Realtime.Api;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;

namespace Earshot.Sfu.Channels;

/// <summary>The streams of a session's peer. A stream that the client has taken by itself, in band, is none of
/// ours.</summary>
internal sealed class PeerStreams(Session session) : IChannelStreams
{
    private readonly Dictionary<int, DataChannel> _channels = [];

    public bool IsTaken(int id) => _channels.ContainsKey(id);

    public bool IsOpen(int id) =>
        _channels.TryGetValue(id, out DataChannel? channel) && channel.State == DataChannelState.Open;

    /// <summary>Opens the SFU's own channel, in band, which carries nothing.</summary>
    public void OpenServerEvents(Instant now)
    {
        if (IsTaken(0)) return;
        var init = new DataChannelInit { Announced = new StreamId(0) };
        _channels.Add(0, session.Peer.CreateDataChannel(now, DataChannelObject.ServerEvents.Value, init));
        session.Touch();
    }

    public void Open(Instant now, int id, string label, in Reliability reliability)
    {
        _channels.Add(id, session.Peer.CreateDataChannel(now, label, new DataChannelInit
        {
            Negotiated = new StreamId((ushort)id),
            Ordered = !reliability.IsUnordered,
            MaxRetransmits = reliability.MaxRetransmits,
            MaxPacketLifeTime = reliability.MaxLifeTime,
        }));
        session.Touch();
    }

    public bool TrySend(Instant now, int id, bool isText, ReadOnlySpan<byte> message)
    {
        if (!_channels.TryGetValue(id, out DataChannel? channel) || message.Length > session.Peer.MaxMessageSize)
            return false;
        session.Touch();
        return session.Peer.TrySend(now, channel, message, isText);
    }

    public void Close(Instant now, int id)
    {
        if (!_channels.Remove(id, out DataChannel? channel)) return;
        session.Peer.Close(now, channel);
        session.Touch();
    }

    /// <summary>A channel is open: if we did not make it, the client did.</summary>
    public void HandleOpened(DataChannel channel) => _channels.TryAdd(channel.Id!.Value.Value, channel);

    /// <summary>A channel was closed by the client; false when it was closed here before.</summary>
    public bool HandleClosed(DataChannel channel) =>
        channel.Id is { } id && _channels.TryGetValue(id.Value, out DataChannel? known) && known == channel
        && _channels.Remove(id.Value);
}
