using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Sessions;

/// <summary>What a session sends us on one section, and who receives it. Owner: the loop's thread, but for awaiting
/// <see cref="FirstPacket"/>.</summary>
public sealed class PublishedTrack : ITrack
{
    /// <summary>Key frames are big: many subscribers that ask at once get one.</summary>
    private static readonly TimeSpan KeyFrameInterval = TimeSpan.FromMilliseconds(500);

    private readonly Transceiver _transceiver;
    private readonly List<PulledTrack> _subscribers = [];
    private readonly TaskCompletionSource _firstPacket = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Session? _publisher;
    private Instant? _keyFrameAskedAt;
    private bool _keyFrameIsWanted;

    internal PublishedTrack(Session publisher, Transceiver transceiver, TrackName name, Instant now)
    {
        HeardAt = now;
        _publisher = publisher;
        _transceiver = transceiver;
        PublisherId = publisher.Id;
        Name = name;
    }

    public Mid Mid => _transceiver.Mid;

    public TrackName Name { get; }

    public SessionId PublisherId { get; }

    public bool IsActive => _publisher != null;

    /// <summary>Audio or video.</summary>
    public MediaKind Kind => _transceiver.Kind;

    /// <summary>What the publisher encodes with; null before its negotiation is done.</summary>
    public Codec? Codec => _transceiver.Codec;

    /// <summary>True when media may come in on the section.</summary>
    public bool CanReceive =>
        !_transceiver.IsStopped && _transceiver.CurrentDirection is Direction.RecvOnly or Direction.SendRecv;

    /// <summary>Completes with the first packet; is cancelled when the track closes before.</summary>
    public Task FirstPacket => _firstPacket.Task;

    /// <summary>When a packet came last; before the first, when it was published.</summary>
    internal Instant HeardAt { get; private set; }

    internal void Add(PulledTrack subscriber) => _subscribers.Add(subscriber);

    internal void Remove(PulledTrack subscriber) => _subscribers.Remove(subscriber);

    /// <summary>Hands a packet to every subscriber.</summary>
    internal void Forward(Instant now, in PeerEvent packet)
    {
        HeardAt = now;
        if (!FirstPacket.IsCompleted) _firstPacket.TrySetResult();
        foreach (PulledTrack subscriber in _subscribers) subscriber.Forward(now, packet);
        if (_keyFrameIsWanted) RequestKeyFrame(now);
    }

    /// <summary>Somebody needs a key frame: the publisher is asked with the next packet that comes, or a moment later
    /// if it was asked just now.</summary>
    internal void WantKeyFrame() => _keyFrameIsWanted = Kind == MediaKind.Video;

    /// <summary>Ends it. Subscribers keep their sections, on which nothing comes any more, and list it as long as they
    /// live: the publisher itself is let go.</summary>
    internal void Close()
    {
        _publisher = null;
        _subscribers.Clear();
        _firstPacket.TrySetCanceled();
    }

    private void RequestKeyFrame(Instant now)
    {
        if (_publisher == null || now - _keyFrameAskedAt < KeyFrameInterval) return;
        if (!_publisher.Peer.TryRequestKeyFrame(now, Mid)) return;
        _keyFrameAskedAt = now;
        _keyFrameIsWanted = false;
        _publisher.Touch();
    }
}
