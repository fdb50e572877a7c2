#nullable enable
using System;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Video
{
    /// <summary>Says how long a picture waits so that it is seen when what was said with it is heard: both streams'
    /// timestamps are set to their sender's one clock by its reports (RFC 3550 section 6.4.1). Sound is never held back
    /// for pictures.</summary>
    public sealed class LipSync
    {
        /// <summary>The longest a picture waits. A sender whose clocks lie further apart is not believed.</summary>
        public static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);

        private SenderClock? _audio;
        private SenderClock? _video;
        private NtpTime _heard;
        private Instant _heardAt;
        private bool _isHeard;

        /// <summary>How far the picture shown last was behind the sound, negative when ahead; zero while nothing is
        /// known.</summary>
        public TimeSpan Lag { get; private set; }

        /// <summary>The sender reported on its sound.</summary>
        public void HandleAudioClock(in SenderClock clock) => _audio = clock;

        /// <summary>The sender reported on its pictures.</summary>
        public void HandleVideoClock(in SenderClock clock) => _video = clock;

        /// <summary>What was taken at that time of the sound's stream is heard now.</summary>
        public void HandleHeard(Instant now, RtpTime time)
        {
            if (!(_audio is SenderClock clock)) return;
            _heard = clock.At(time);
            _heardAt = now;
            _isHeard = true;
        }

        /// <summary>How long a picture of the video's stream still waits: nothing when it is late, or when nothing is
        /// known of the sound.</summary>
        public TimeSpan WaitFor(Instant now, RtpTime time)
        {
            Lag = TimeSpan.Zero;
            if (!_isHeard || !(_video is SenderClock clock)) return TimeSpan.Zero;
            TimeSpan ahead = Between(_heard, clock.At(time)) - (now - _heardAt);
            if (ahead > MaxWait || ahead < -MaxWait - MaxWait) return TimeSpan.Zero;
            Lag = -ahead;
            return ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero;
        }

        private static TimeSpan Between(NtpTime earlier, NtpTime later)
        {
            // Seconds times 2^32, to ticks of 100 ns: years fit, and the far past comes out negative.
            long units = (long)(later.Value - earlier.Value);
            return TimeSpan.FromTicks((units >> 16) * TimeSpan.TicksPerSecond >> 16);
        }
    }
}
