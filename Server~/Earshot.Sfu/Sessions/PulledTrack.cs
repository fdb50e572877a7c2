using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Sessions;

/// <summary>A published track on its way to one session: the same payloads under sequence numbers and timestamps of our
/// own, so that its source can change under a receiver that must not notice. Owner: the loop's thread.</summary>
public sealed class PulledTrack : ITrack, ISubscriber
{
    /// <summary>Where our sequence numbers begin: low enough that SRTP's roll-over counter starts at 0, and high enough
    /// for a packet that comes after a later one and is older than the first.</summary>
    private static readonly SeqNo FirstSeq = new(1 << 12);

    private readonly Session _subscriber;
    private readonly Transceiver _transceiver;
    private SeqNo _nextSeq = FirstSeq;
    private RtpTime _lastTime;
    private Instant _lastAt;
    private SeqNo _floor;
    private Ssrc _ssrc;
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

    /// <summary>Sends another track on the same section from now on; its codec must be the same.</summary>
    public void SwitchTo(PublishedTrack source)
    {
        Source.Remove(this);
        Source = source;
        _isAligned = false;
        source.Add(this);
    }

    /// <summary>Maps a packet's numbers to ours and sends it on. Gaps stay gaps.</summary>
    public void Forward(Instant now, in PeerEvent packet)
    {
        if (!_transceiver.CanSend || _subscriber.Peer.State != PeerState.Connected) return;
        if (!_isAligned || packet.Ssrc != _ssrc) Align(now, packet);
        SeqNo seq = packet.Seq + _seqOffset;
        if (seq < _floor) return;
        RtpTime time = packet.Time + _timeOffset;
        if (seq >= _nextSeq)
        {
            _nextSeq = seq + 1;
            _lastTime = time;
            _lastAt = now;
        }

        _subscriber.Forward(now, Mid, seq, time, packet);
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

    /// <summary>Joins a new stream to what was sent before: the next sequence number, and a timestamp as far on as the
    /// clock is. What belongs before it is dropped, as SRTP must never encrypt under a number twice. A picture begins
    /// with a key frame.</summary>
    private void Align(Instant now, in PeerEvent packet)
    {
        _seqOffset = _nextSeq.Value - packet.Seq.Value;
        if (_nextSeq > FirstSeq)
        {
            _floor = _nextSeq;
            int clockRate = _transceiver.Codec?.ClockRate ?? 0;
            RtpTime next = _lastTime + (int)((now - _lastAt).TotalSeconds * clockRate);
            _timeOffset = next - packet.Time;
        }

        _isAligned = true;
        _ssrc = packet.Ssrc;
        Source.WantKeyFrame();
    }
}
