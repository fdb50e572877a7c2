using System;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Media;
using Earshot.Sfu.Sessions;

namespace Earshot.Sfu.Tracks;

/// <summary>A published track on its way to one session: the same payloads under sequence numbers and timestamps of our
/// own, so that its source or its layer can change under a receiver that must not notice. Owner: the loop's
/// thread.</summary>
public sealed class PulledTrack : ITrack, ISubscriber
{
    /// <summary>Where our sequence numbers begin: low enough that SRTP's roll-over counter starts at 0, and high enough
    /// for a packet that comes after a later one and is older than the first.</summary>
    private static readonly SeqNo FirstSeq = new(1 << 12);

    private static readonly TimeSpan ChoosingInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>So long a key frame to change at is waited for; a payload that hides them shall not wait for
    /// ever.</summary>
    private static readonly TimeSpan KeyFramePatience = TimeSpan.FromSeconds(2);

    private readonly Session _subscriber;
    private readonly Transceiver _transceiver;
    private readonly Vp8Continuity _vp8 = new();
    private LayerPolicy _policy = LayerPolicy.None;
    private SeqNo _nextSeq = FirstSeq;
    private RtpTime _lastTime;
    private Instant _lastAt;
    private SeqNo _floor;
    private Ssrc _ssrc;
    private Rid _current;
    private Rid _target;
    private Instant? _choseAt;
    private Instant? _waitsSince;
    private long _seqOffset;
    private int _timeOffset;
    private bool _isAligned;
    private bool _isOpen = true;

    internal PulledTrack(Session subscriber, Transceiver transceiver, PublishedTrack source)
    {
        _subscriber = subscriber;
        _transceiver = transceiver;
        Source = source;
        source.Add(this);
    }

    public Mid Mid => _transceiver.Mid;

    public TrackName Name => Source.Name;

    public SessionId PublisherId => Source.PublisherId;

    /// <summary>False also when the publisher closed it.</summary>
    public bool IsActive => _isOpen && Source.IsActive;

    /// <summary>What is pulled.</summary>
    public PublishedTrack Source { get; private set; }

    /// <summary>True unless a finished negotiation has refused or stopped the section.</summary>
    internal bool CanSend => _transceiver.CanSend;

    /// <summary>What flows to the subscriber, in bit/s.</summary>
    internal long Bitrate
    {
        get
        {
            for (int i = 0; _isAligned && i < Source.Layers.Count; i++)
            {
                if (Source.Layers[i].Rid == _current) return Source.Layers[i].Bitrate;
            }

            return 0;
        }
    }

    private bool HasSent => _nextSeq > FirstSeq;

    /// <summary>True when the section was negotiated for a track's kind and codec.</summary>
    public bool Fits(PublishedTrack source) =>
        source.Kind == _transceiver.Kind && _transceiver.Codec?.IsSameEncoding(source.Codec!) == true;

    /// <summary>Sends another track on the same section from now on; its codec must be the same.</summary>
    public void SwitchTo(PublishedTrack source)
    {
        Source.Remove(this);
        Source = source;
        _isAligned = false;
        _choseAt = null;
        source.Add(this);
    }

    /// <summary>Chooses among the source's layers by other rules from now on.</summary>
    public void Prefer(LayerPolicy policy)
    {
        _policy = policy;
        _choseAt = null;
    }

    /// <summary>The subscriber cannot go on without a key frame.</summary>
    internal void WantKeyFrame() => Source.WantKeyFrame(_current);

    /// <summary>Maps a packet's numbers to ours and sends it on, unless another layer flows. Gaps stay gaps.</summary>
    public void Forward(Instant now, in PeerEvent packet)
    {
        if (!_transceiver.CanSend || _subscriber.Peer.State != PeerState.Connected) return;
        if (!_isAligned || packet.Ssrc != _ssrc)
        {
            if (!MayBegin(now, packet)) return;
            Align(now, packet);
        }

        SeqNo seq = packet.Seq + _seqOffset;
        if (seq < _floor) return;
        RtpTime time = packet.Time + _timeOffset;
        if (seq >= _nextSeq)
        {
            _nextSeq = seq + 1;
            _lastTime = time;
            _lastAt = now;
        }

        bool isVp8 = _transceiver.Codec!.Is("VP8");
        ReadOnlySpan<byte> payload = packet.Payload.Span;
        _subscriber.Forward(now, Mid, seq, time, packet, isVp8 ? _vp8.Renumber(payload, _subscriber.Scratch) : payload);
    }

    /// <summary>The section stays, with nothing on it, and the track is listed as inactive.</summary>
    public void HandleClosed()
    {
    }

    internal void Close()
    {
        _isOpen = false;
        Source.Remove(this);
    }

    /// <summary>A stream that does not flow yet begins when it is the chosen layer, and after another one with a key
    /// frame only: until then the other flows on.</summary>
    private bool MayBegin(Instant now, in PeerEvent packet)
    {
        if (Source.IsSimulcast) ChooseLayer(now);
        else _target = packet.Rid;
        if (packet.Rid != _target) return false;
        if (!HasSent || Source.Kind != MediaKind.Video) return true;
        if (KeyFrame.Begins(_transceiver.Codec!, packet.Payload.Span)) return true;
        _waitsSince ??= now;
        if (now - _waitsSince >= KeyFramePatience) return true;
        Source.WantKeyFrame(_target);
        return false;
    }

    private void ChooseLayer(Instant now)
    {
        if (now - _choseAt < ChoosingInterval) return;
        _choseAt = now;
        long budget = _subscriber.Tracks.BudgetFor(this);
        Rid chosen = _policy.Choose(Source.Layers, _isAligned ? _current : default, budget, now);
        if (chosen == _target) return;
        _target = chosen;
        _waitsSince = null;
        Source.WantKeyFrame(chosen);
    }

    /// <summary>Joins a new stream to what was sent before: the next sequence number, and a timestamp as far on as the
    /// clock is. What belongs before it is dropped, as SRTP must never encrypt under a number twice.</summary>
    private void Align(Instant now, in PeerEvent packet)
    {
        _seqOffset = _nextSeq.Value - packet.Seq.Value;
        if (HasSent)
        {
            _floor = _nextSeq;
            int clockRate = _transceiver.Codec?.ClockRate ?? 0;
            RtpTime next = _lastTime + Math.Max(1, (int)((now - _lastAt).TotalSeconds * clockRate));
            _timeOffset = next - packet.Time;
        }

        bool isFirst = !HasSent;
        _isAligned = true;
        _ssrc = packet.Ssrc;
        _current = packet.Rid;
        _waitsSince = null;
        _vp8.Begin();
        if (isFirst) Source.WantKeyFrame(_current);
    }
}
