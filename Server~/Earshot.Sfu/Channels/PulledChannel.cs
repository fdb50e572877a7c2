using System;
using Earshot.Realtime.Api;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Channels;

/// <summary>A published channel on its way to one session. Owner: the loop's thread.</summary>
public sealed class PulledChannel : IChannel
{
    private readonly IChannelStreams _streams;
    private readonly PublishedChannel _source;
    private readonly bool _isReliable;

    internal PulledChannel(
        PublishedChannel source, IChannelStreams streams, int id, bool isReliable, Deadline opensBy)
    {
        _isReliable = isReliable;
        _source = source;
        _streams = streams;
        Id = id;
        OpensBy = opensBy;
        source.Add(this, streams);
    }

    public int Id { get; }

    public DataChannelName Name => _source.Name;

    public SessionId PublisherId => _source.PublisherId;

    public bool IsActive { get; private set; } = true;

    /// <summary>When its subscriber must have said that it is ready; None once it has, or when nobody asked.</summary>
    internal Deadline OpensBy { get; private set; }

    /// <summary>Lets the subscriber, and no other, answer; or takes that from it.</summary>
    public void SetCanReply(bool canReply) => _source.SetCanReply(this, canReply);

    /// <summary>A message of the publisher: what comes before the subscriber is ready is not kept for it. A subscriber
    /// that is so slow that nothing more can wait for it loses messages where the channel allows that, else the
    /// channel.</summary>
    internal void Send(Instant now, bool isText, ReadOnlySpan<byte> message)
    {
        if (OpensBy.IsPending) return;
        if (!_streams.TrySend(now, Id, isText, message) && _isReliable) Close(now);
    }

    /// <summary>A message of the subscriber. The first one where readiness was asked for says no more than
    /// that.</summary>
    internal void HandleMessage(Instant now, bool isText, ReadOnlySpan<byte> message)
    {
        if (OpensBy.IsPending) OpensBy = Deadline.None;
        else _source.HandleReply(now, this, isText, message);
    }

    internal void Close(Instant now)
    {
        if (!IsActive) return;
        IsActive = false;
        OpensBy = Deadline.None;
        _source.Remove(this);
        _streams.Close(now, Id);
    }
}
