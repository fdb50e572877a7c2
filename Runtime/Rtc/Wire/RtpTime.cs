#nullable enable
using System;

namespace Earshot.Rtc.Wire
{
    /// <summary>An RTP timestamp (RFC 3550 section 5.1): 32 bits that wrap, in ticks of the payload's clock
    /// (48,000 a second for Opus, 90,000 for video).</summary>
    public readonly struct RtpTime : IEquatable<RtpTime>
    {
        /// <summary>The 32 bits of the wire.</summary>
        public readonly uint Ticks;

        public RtpTime(uint ticks) => Ticks = ticks;

        public static RtpTime operator +(RtpTime time, int ticks) => new RtpTime(time.Ticks + (uint)ticks);

        /// <summary>Signed distance in ticks, right while the two are less than 2^31 apart.</summary>
        public static int operator -(RtpTime a, RtpTime b) => (int)(a.Ticks - b.Ticks);

        public static bool operator ==(RtpTime a, RtpTime b) => a.Ticks == b.Ticks;

        public static bool operator !=(RtpTime a, RtpTime b) => a.Ticks != b.Ticks;

        public bool Equals(RtpTime other) => Ticks == other.Ticks;

        public override bool Equals(object? obj) => obj is RtpTime other && Equals(other);

        public override int GetHashCode() => (int)Ticks;

        public override string ToString() => Ticks.ToString();
    }
}
