using System;
using System.Collections.Generic;
using Earshot.Realtime.Api;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Channels;

/// <summary>What a session publishes and pulls on data channels. Streams are numbered per session from 1 on; 0 is the
/// SFU's own. Owner: the loop's thread.</summary>
public sealed class SessionChannels
{
    /// <summary>The last stream SCTP has (RFC 8831 section 6.2).</summary>
    private const int LastId = 65534;

    /// <summary>How many channels may be open on a session at once.</summary>
    public const int MaxOpen = 1024;

    /// <summary>How many channels are listed; then the oldest closed ones are forgotten.</summary>
    public const int MaxListed = 2 * MaxOpen;

    private readonly SessionId _session;
    private readonly IChannelStreams _streams;
    private readonly TimeSpan _ackWait;
    private readonly Dictionary<int, PublishedChannel> _published = [];
    private readonly Dictionary<int, PulledChannel> _pulled = [];
    private readonly List<IChannel> _channels = [];
    private int _lastId;

    internal SessionChannels(SessionId session, IChannelStreams streams, TimeSpan ackWait)
    {
        _session = session;
        _streams = streams;
        _ackWait = ackWait;
    }

    /// <summary>What it publishes and pulls, and what it did lately, oldest first.</summary>
    public IReadOnlyList<IChannel> Channels => _channels;

    /// <summary>True when no more channels can be opened.</summary>
    public bool IsFull
    {
        get
        {
            ForgetClosed();
            return _published.Count + _pulled.Count >= MaxOpen;
        }
    }

    /// <summary>"active", "inactive", or "initializing" before the stream is open.</summary>
    public string StatusOf(IChannel channel) =>
        !channel.IsActive ? "inactive" : _streams.IsOpen(channel.Id) ? "active" : "initializing";

    /// <summary>When a subscription that waits to be acknowledged is given up.</summary>
    internal Deadline NextDeadline
    {
        get
        {
            Deadline soonest = Deadline.None;
            foreach (PulledChannel channel in _pulled.Values) soonest = soonest.Soonest(channel.OpensBy);
            return soonest;
        }
    }

    /// <summary>The open channel of that name that the session publishes, or null.</summary>
    public PublishedChannel? FindPublished(DataChannelName name)
    {
        foreach (PublishedChannel channel in _published.Values)
        {
            if (channel.Name == name) return channel;
        }

        return null;
    }

    /// <summary>The open channel of that name that the session pulls from a publisher, or null.</summary>
    public PulledChannel? FindPulled(SessionId publisher, DataChannelName name)
    {
        foreach (PulledChannel channel in _pulled.Values)
        {
            bool isIt = channel.PublisherId == publisher && channel.Name == name;
            if (isIt && channel.IsActive) return channel;
        }

        return null;
    }

    /// <summary>Publishes; others can pull it from now on.</summary>
    public PublishedChannel Publish(Instant now, DataChannelName name, in Reliability reliability)
    {
        var channel = new PublishedChannel(_session, _streams, NextId(), name);
        _streams.Open(now, channel.Id, name.Value, reliability);
        _published.Add(channel.Id, channel);
        List(channel);
        return channel;
    }

    /// <summary>Subscribes. With <paramref name="waitsForAck"/> nothing is delivered before the subscriber has sent its
    /// first message.</summary>
    public PulledChannel Pull(Instant now, PublishedChannel source, in Reliability reliability, bool waitsForAck)
    {
        Deadline opensBy = waitsForAck ? new Deadline(now + _ackWait, DeadlineReason.MediaTimeout) : Deadline.None;
        int id = NextId();
        _streams.Open(now, id, source.Name.Value, reliability);
        bool isReliable = reliability.MaxRetransmits == null && reliability.MaxLifeTime == null;
        var channel = new PulledChannel(source, _streams, id, isReliable, opensBy);
        _pulled.Add(channel.Id, channel);
        List(channel);
        return channel;
    }

    /// <summary>Closes a channel; null when none is open there.</summary>
    public IChannel? Close(Instant now, int id)
    {
        if (_published.Remove(id, out PublishedChannel? published)) published.Close(now);
        else if (_pulled.Remove(id, out PulledChannel? pulled) && pulled.IsActive) pulled.Close(now);
        else return null;
        return _channels.FindLast(channel => channel.Id == id);
    }

    /// <summary>Ends everything.</summary>
    internal void CloseAll(Instant now)
    {
        foreach (int id in _published.Keys) Close(now, id);
        foreach (int id in _pulled.Keys) Close(now, id);
    }

    /// <summary>A message came from the session's peer.</summary>
    internal void HandleMessage(Instant now, int id, bool isText, ReadOnlySpan<byte> message)
    {
        if (_published.TryGetValue(id, out PublishedChannel? published)) published.HandleMessage(now, isText, message);
        else if (_pulled.TryGetValue(id, out PulledChannel? pulled)) pulled.HandleMessage(now, isText, message);
    }

    internal void HandleTimeout(Instant now)
    {
        foreach (PulledChannel channel in _pulled.Values)
        {
            if (channel.OpensBy.IsDue(now)) channel.Close(now);
        }

        ForgetClosed();
    }

    /// <summary>Lets go of subscriptions whose publication was closed.</summary>
    private void ForgetClosed()
    {
        foreach ((int id, PulledChannel channel) in _pulled)
        {
            if (!channel.IsActive) _pulled.Remove(id);
        }
    }

    private void List(IChannel channel)
    {
        if (_channels.Count >= MaxListed) _channels.RemoveAt(_channels.FindIndex(listed => !listed.IsActive));
        _channels.Add(channel);
    }

    private int NextId()
    {
        do _lastId = _lastId == LastId ? 1 : _lastId + 1;
        while (_streams.IsTaken(_lastId));
        return _lastId;
    }
}
