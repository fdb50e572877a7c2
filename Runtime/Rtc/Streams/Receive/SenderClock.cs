#nullable enable
using System;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>A stream's clock beside its sender's, as the last sender report set them (RFC 3550 section 6.4.1).
    /// Streams of one sender share its clock: what was taken at one time is to be played at one time.</summary>
    public readonly struct SenderClock
    {
        /// <summary>A moment on the sender's clock, whose origin is the sender's own.</summary>
        public readonly NtpTime Ntp;

        /// <summary>The same moment in the stream's timestamps.</summary>
        public readonly RtpTime Time;

        /// <summary>Ticks a second of the stream's timestamps.</summary>
        public readonly int ClockRate;

        public SenderClock(NtpTime ntp, RtpTime time, int clockRate)
        {
            Ntp = ntp;
            Time = time;
            ClockRate = clockRate;
        }

        /// <summary>When a packet's sample was taken, on the sender's clock; right while the report is less than 2^31
        /// ticks away.</summary>
        public NtpTime At(RtpTime time)
        {
            long ticks = time - Time;
            long seconds = Math.DivRem(ticks, ClockRate, out long rest);
            return new NtpTime(Ntp.Value + (ulong)((seconds << 32) + (rest << 32) / ClockRate));
        }
    }
}
