#nullable enable
using System;
using System.Diagnostics;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Wire;

namespace Earshot.Io
{
    /// <summary>The only clock there is. All instances share the machine's monotonic counter, so that their instants
    /// compare; it never jumps when someone sets the time of day.</summary>
    public sealed class MonotonicClock
    {
        private const long MicrosecondsPerSecond = 1_000_000;

        /// <summary>The time of day at the counter's origin, as it was when the first clock was made.</summary>
        public static NtpTime NtpOrigin { get; } =
            NtpTime.From(DateTime.UtcNow - (new MonotonicClock().Now - new Instant(0)));

        /// <summary>This moment. Thread-safe.</summary>
        public Instant Now
        {
            get
            {
                // In two parts: ticks of a nanosecond counter times a million overflow after three hours of uptime.
                long ticks = Stopwatch.GetTimestamp();
                long seconds = ticks / Stopwatch.Frequency;
                long rest = ticks % Stopwatch.Frequency;
                return new Instant(
                    seconds * MicrosecondsPerSecond + rest * MicrosecondsPerSecond / Stopwatch.Frequency);
            }
        }
    }
}
