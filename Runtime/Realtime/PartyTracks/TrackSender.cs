#nullable enable
using System;
using System.Threading;
using Earshot.Io;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Realtime
{
    /// <summary>Where a source sends its packets. It outlives sources and sessions: whoever takes over goes on where
    /// the last one stopped, with timestamps that run on by the clock, so that nobody who listens has to begin anew.
    /// While nothing comes from the source it sends silence now and then, for the SFU forgets a track after 30 s. Any
    /// thread; sending allocates nothing.</summary>
    public sealed class TrackSender
    {
        /// <summary>One Opus frame of 20 ms whose decoder finds nothing to play: CELT, full band, mono,
        /// silence.</summary>
        private static readonly byte[] OpusSilence = { 0xF8, 0xFF, 0xFE };

        private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);

        private readonly MonotonicClock _clock = new MonotonicClock();
        private readonly object _gate = new object();
        private readonly double _ticksPerSecond;
        private readonly byte[] _silence;
        private PublishedTrack? _track;
        private int _offset;
        private bool _isContinuing;
        private bool _hasSent;
        private RtpTime _lastTime;
        private Instant _lastAt;
        private long _packetsSent;

        internal TrackSender(MediaKind kind)
        {
            _ticksPerSecond = kind == MediaKind.Audio ? 48_000 : 90_000;
            _silence = kind == MediaKind.Audio ? OpusSilence : Array.Empty<byte>();
            var start = new byte[4];
            new SystemRandom().Fill(start); // as RFC 3550 section 5.1 wants it
            _lastTime = new RtpTime(BitConverter.ToUInt32(start, 0));
        }

        /// <summary>How many packets have left, over all sessions.</summary>
        public long PacketsSent => Interlocked.Read(ref _packetsSent);

        /// <summary>Sends one packet; false while there is no connected session, which is no reason to stop.</summary>
        /// <param name="time">The source's own timestamp, in ticks of the codec's clock: 48 kHz for Opus, 90 kHz for
        /// video. It may begin anywhere.</param>
        /// <param name="marker">The codec's marker: start of a talk spurt, end of a picture.</param>
        /// <param name="payload">What RTP is to carry; copied.</param>
        public bool TrySend(RtpTime time, bool marker, ReadOnlySpan<byte> payload) =>
            TrySend(default, time, marker, payload);

        /// <summary>Sends one packet of a simulcast layer, which is also false while that is paused. All layers share
        /// one clock.</summary>
        public bool TrySend(Rid rid, RtpTime time, bool marker, ReadOnlySpan<byte> payload)
        {
            lock (_gate)
            {
                if (_track == null) return false;
                if (_isContinuing)
                {
                    _offset = Continued(_clock.Now) - time;
                    _isContinuing = false;
                }

                return Send(rid, time + _offset, marker, payload);
            }
        }

        /// <summary>Another source begins: its clock is not the last one's.</summary>
        internal void Continue()
        {
            lock (_gate) _isContinuing = _hasSent;
        }

        /// <summary>Sends over that session's track from now on; null for none.</summary>
        internal void Use(PublishedTrack? track)
        {
            lock (_gate) _track = track;
        }

        /// <summary>Sends silence if this session has had nothing yet, or nothing for long.</summary>
        internal void KeepAlive()
        {
            lock (_gate)
            {
                if (_track == null || _silence.Length == 0) return;
                Instant now = _clock.Now;
                if (_track.PacketsSent > 0 && now - _lastAt < LongestSilence) return;
                _isContinuing = Send(default, Continued(now), false, _silence) || _isContinuing;
            }
        }

        private bool Send(Rid rid, RtpTime time, bool marker, ReadOnlySpan<byte> payload)
        {
            if (!_track!.TrySend(rid, time, marker, payload)) return false;
            _lastTime = time;
            _lastAt = _clock.Now;
            _hasSent = true;
            Interlocked.Increment(ref _packetsSent);
            return true;
        }

        private RtpTime Continued(Instant now)
        {
            if (!_hasSent) return _lastTime;
            double ticks = (now - _lastAt).TotalSeconds * _ticksPerSecond;
            return _lastTime + Math.Max(1, (int)Math.Min(ticks, int.MaxValue));
        }
    }
}
