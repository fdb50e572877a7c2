using System;
using System.Collections.Generic;
using Earshot.Realtime.Api;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Channels;

/// <summary>A channel whose messages go from one session to many. One of the many at most may answer. Owner: the loop's
/// thread.</summary>
public sealed class PublishedChannel : IChannel
{
    private readonly IChannelStreams _streams;
    private readonly List<PulledChannel> _subscribers = [];
    private PulledChannel? _replier;

    internal PublishedChannel(SessionId publisher, IChannelStreams streams, int id, DataChannelName name)
    {
        PublisherId = publisher;
        _streams = streams;
        Id = id;
        Name = name;
    }

    public int Id { get; }

    public DataChannelName Name { get; }

    public SessionId PublisherId { get; }

    public bool IsActive { get; private set; } = true;

    /// <summary>Adds a subscriber; the publisher itself where it is served last, since what it is sent overwrites the
    /// message that came from it.</summary>
    internal void Add(PulledChannel subscriber, IChannelStreams streams) =>
        _subscribers.Insert(streams == _streams ? 0 : _subscribers.Count, subscriber);

    internal void Remove(PulledChannel subscriber)
    {
        _subscribers.Remove(subscriber);
        if (_replier == subscriber) _replier = null;
    }

    /// <summary>Lets a subscriber answer, and no other; or takes that from it.</summary>
    public void SetCanReply(PulledChannel subscriber, bool canReply)
    {
        if (canReply) _replier = subscriber;
        else if (_replier == subscriber) _replier = null;
    }

    /// <summary>A message of the publisher.</summary>
    internal void HandleMessage(Instant now, bool isText, ReadOnlySpan<byte> message)
    {
        // Backwards: who cannot keep up leaves the list.
        for (int i = _subscribers.Count - 1; i >= 0; i--) _subscribers[i].Send(now, isText, message);
    }

    /// <summary>A message of a subscriber.</summary>
    internal void HandleReply(Instant now, PulledChannel subscriber, bool isText, ReadOnlySpan<byte> message)
    {
        if (_replier == subscriber) _streams.TrySend(now, Id, isText, message);
    }

    /// <summary>Ends it for everybody.</summary>
    internal void Close(Instant now)
    {
        IsActive = false;
        _replier = null;
        _streams.Close(now, Id);
        foreach (PulledChannel subscriber in _subscribers.ToArray()) subscriber.Close(now);
    }
}
