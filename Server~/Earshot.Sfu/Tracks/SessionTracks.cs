using System;
using System.Collections.Generic;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;

namespace Earshot.Sfu.Tracks;

/// <summary>What a session publishes and pulls on its media sections, at most one track each way on each. Owner: the
/// loop's thread.</summary>
public sealed class SessionTracks
{
    private readonly Session _session;
    private readonly TimeSpan _silenceLimit;
    private readonly Dictionary<Mid, PublishedTrack> _published = [];
    private readonly Dictionary<Mid, PulledTrack> _pulled = [];
    private readonly List<ITrack> _all = [];

    internal SessionTracks(Session session, TimeSpan silenceLimit)
    {
        _session = session;
        _silenceLimit = silenceLimit;
    }

    /// <summary>What it publishes and pulls, oldest first. A closed track stays listed until another one takes its
    /// section in the same direction, so that there are at most two for each section.</summary>
    public IReadOnlyList<ITrack> All => _all;

    /// <summary>How many tracks it publishes now.</summary>
    public int PublishedCount => _published.Count;

    /// <summary>How many it pulls now.</summary>
    public int PulledCount => _pulled.Count;

    /// <summary>When it must be looked whether a published track has fallen silent.</summary>
    internal Deadline NextDeadline { get; private set; }

    /// <summary>The open track of that name, or null.</summary>
    public PublishedTrack? FindPublished(TrackName name)
    {
        foreach (PublishedTrack track in _published.Values)
        {
            if (track.Name == name) return track;
        }

        return null;
    }

    /// <summary>The open track the session publishes on a section, or null.</summary>
    public PublishedTrack? FindPublished(Mid mid) => _published.GetValueOrDefault(mid);

    /// <summary>The open track the session receives on a section, or null.</summary>
    public PulledTrack? FindPulled(Mid mid) => _pulled.GetValueOrDefault(mid);

    /// <summary>Names what comes in on a section, so that others can pull it.</summary>
    public PublishedTrack Publish(Instant now, Transceiver section, TrackName name)
    {
        PublishedTrack track = Publish(now, new SectionOrigin(_session, section), name);
        NextDeadline = NextDeadline.Soonest(SilentAt(track));
        return track;
    }

    /// <summary>Sends a track on a section, as soon as the negotiation that brings the section is done.</summary>
    public PulledTrack Pull(PublishedTrack source, Transceiver section)
    {
        var track = new PulledTrack(_session, section, source);
        _pulled.Add(section.Mid, track);
        List(track);
        return track;
    }

    /// <summary>Ends the media on a section, both ways; false when nothing was open there. The section itself stays,
    /// inactive, until the next negotiation says so.</summary>
    public bool TryClose(Mid mid)
    {
        _session.Counters.CountRetransmitted(_session);
        bool wasPublished = _published.Remove(mid, out PublishedTrack? published);
        bool wasPulled = _pulled.Remove(mid, out PulledTrack? pulled);
        published?.Close();
        pulled?.Close();
        if (_session.Peer.Find(mid) is { IsStopped: false } section)
            _session.Peer.SetDirection(section, Direction.Inactive);
        return wasPublished || wasPulled;
    }

    internal PublishedTrack Publish(Instant now, ITrackOrigin origin, TrackName name)
    {
        var track = new PublishedTrack(_session.Id, origin, name, now);
        _published.Add(track.Mid, track);
        List(track);
        return track;
    }

    /// <summary>Closes what a finished negotiation has stopped.</summary>
    internal void HandleNegotiated()
    {
        foreach ((Mid mid, PublishedTrack track) in _published)
        {
            if (!track.CanReceive) TryClose(mid);
        }

        foreach ((Mid mid, PulledTrack track) in _pulled)
        {
            if (!track.CanSend) TryClose(mid);
        }
    }

    /// <summary>Closes tracks of which nothing has come for so long that they are forgotten, or lost.</summary>
    internal void HandleTimeout(Instant now)
    {
        NextDeadline = Deadline.None;
        foreach ((Mid mid, PublishedTrack track) in _published)
        {
            if (SilentAt(track).IsDue(now)) TryClose(mid);
            else NextDeadline = NextDeadline.Soonest(SilentAt(track));
        }
    }

    /// <summary>What the way to the peer has for a track, in bit/s: what the others leave of it. Without limit where
    /// nothing measures the way.</summary>
    internal long BudgetFor(PulledTrack track)
    {
        if (_session.Peer.TargetBitrate is not { } budget) return long.MaxValue;
        foreach (PulledTrack other in _pulled.Values)
        {
            if (other != track) budget -= other.Bitrate;
        }

        return budget;
    }

    /// <summary>Ends everything.</summary>
    internal void CloseAll()
    {
        foreach (PublishedTrack track in _published.Values) track.Close();
        foreach (PulledTrack track in _pulled.Values) track.Close();
        _published.Clear();
        _pulled.Clear();
    }

    private void List(ITrack track)
    {
        _all.RemoveAll(closed => closed.Mid == track.Mid && closed is PublishedTrack == track is PublishedTrack);
        _all.Add(track);
    }

    private Deadline SilentAt(PublishedTrack track) =>
        new(track.HeardAt + _silenceLimit, DeadlineReason.MediaTimeout);
}
