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

    private readonly List<ISubscriber> _subscribers = [];
    private readonly TaskCompletionSource _firstPacket = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITrackOrigin? _origin;
    private Instant? _keyFrameAskedAt;
    private bool _keyFrameIsWanted;

    internal PublishedTrack(SessionId publisher, ITrackOrigin origin, TrackName name, Instant now)
    {
        _origin = origin;
        Mid = origin.Mid;
        Kind = origin.Kind;
        HeardAt = now;
        PublisherId = publisher;
        Name = name;
    }

    public Mid Mid { get; }

    public TrackName Name { get; }

    public SessionId PublisherId { get; }

    public bool IsActive => _origin != null;

    /// <summary>Audio or video.</summary>
    public MediaKind Kind { get; }

    /// <summary>What the publisher encodes with; null before its negotiation is done, and when it is closed.</summary>
    public Codec? Codec => _origin?.Codec;

    /// <summary>True when media may come in.</summary>
    public bool CanReceive => _origin?.IsOpen == true;

    /// <summary>Completes with the first packet; is cancelled when the track closes before.</summary>
    public Task FirstPacket => _firstPacket.Task;

    /// <summary>When a packet came last; before the first, when it was published.</summary>
    internal Instant HeardAt { get; private set; }

    /// <summary>Has packets handed to a subscriber from now on.</summary>
    public void Add(ISubscriber subscriber) => _subscribers.Add(subscriber);

    /// <summary>Ends what <see cref="Add"/> began.</summary>
    public void Remove(ISubscriber subscriber) => _subscribers.Remove(subscriber);

    /// <summary>Hands a packet to every subscriber.</summary>
    internal void Forward(Instant now, in PeerEvent packet)
    {
        HeardAt = now;
        if (!FirstPacket.IsCompleted) _firstPacket.TrySetResult();
        foreach (ISubscriber subscriber in _subscribers) subscriber.Forward(now, packet);
        if (_keyFrameIsWanted) RequestKeyFrame(now);
    }

    /// <summary>Somebody needs a key frame: the publisher is asked with the next packet that comes, or a moment later
    /// if it was asked just now.</summary>
    internal void WantKeyFrame() => _keyFrameIsWanted = Kind == MediaKind.Video;

    /// <summary>Ends it. Subscribers keep their sections, on which nothing comes any more, and list it as long as they
    /// live: the publisher itself is let go.</summary>
    internal void Close()
    {
        _origin = null;
        foreach (ISubscriber subscriber in _subscribers) subscriber.HandleClosed();
        _subscribers.Clear();
        _firstPacket.TrySetCanceled();
    }

    private void RequestKeyFrame(Instant now)
    {
        if (now - _keyFrameAskedAt < KeyFrameInterval || _origin?.TryRequestKeyFrame(now) != true) return;
        _keyFrameAskedAt = now;
        _keyFrameIsWanted = false;
    }
}
