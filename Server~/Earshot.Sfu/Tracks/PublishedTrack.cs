using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Tracks;

/// <summary>What a session sends us on one section, and who receives it. Owner: the loop's thread, but for awaiting
/// <see cref="FirstPacket"/>.</summary>
public sealed class PublishedTrack : ITrack
{
    private static readonly TimeSpan KeyFrameInterval = TimeSpan.FromMilliseconds(500);

    private readonly List<ISubscriber> _subscribers = [];
    private readonly List<Layer> _layers = [];
    private readonly TaskCompletionSource _firstPacket = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITrackOrigin? _origin;

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

    /// <summary>True when the publisher agreed to send layers.</summary>
    public bool IsSimulcast => _origin?.IsSimulcast == true;

    /// <summary>The layers that have come, ordered by their rid; a single one without simulcast.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

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
        LayerOf(now, packet.Rid).Count(now, packet.Payload.Length);
        if (!FirstPacket.IsCompleted) _firstPacket.TrySetResult();
        foreach (ISubscriber subscriber in _subscribers) subscriber.Forward(now, packet);
        foreach (Layer layer in _layers)
        {
            if (layer.MayAskForKeyFrame(now, KeyFrameInterval)) RequestKeyFrame(now, layer);
        }
    }

    /// <summary>Somebody needs a key frame of a layer: the publisher is asked with the next packet that comes, or a
    /// moment later if it was asked just now.</summary>
    public void WantKeyFrame(Rid rid)
    {
        if (Kind != MediaKind.Video) return;
        foreach (Layer layer in _layers) layer.WantsKeyFrame |= layer.Rid == rid;
    }

    /// <summary>Ends it. Subscribers keep their sections, on which nothing comes any more, and list it as long as they
    /// live: the publisher itself is let go.</summary>
    internal void Close()
    {
        _origin = null;
        foreach (ISubscriber subscriber in _subscribers) subscriber.HandleClosed();
        _subscribers.Clear();
        _firstPacket.TrySetCanceled();
    }

    private Layer LayerOf(Instant now, Rid rid)
    {
        int at = 0;
        for (; at < _layers.Count; at++)
        {
            if (_layers[at].Rid == rid) return _layers[at];
            if (string.CompareOrdinal(_layers[at].Rid.Value, rid.Value) > 0) break;
        }

        var layer = new Layer(rid, now);
        _layers.Insert(at, layer);
        return layer;
    }

    private void RequestKeyFrame(Instant now, Layer layer)
    {
        if (_origin?.TryRequestKeyFrame(now, layer.Rid) == true) layer.HandleKeyFrameAsked(now);
    }
}
