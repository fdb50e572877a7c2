#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>A time as reports carry it (RFC 3550 section 4): 32 bits of seconds and 32 of their fraction. On the
    /// wire they count from 1900; inside from the monotonic clock's origin, since a wall clock may jump. What lies
    /// between is fixed once a peer.</summary>
    public readonly struct NtpTime : IEquatable<NtpTime>
    {
        /// <summary>Seconds times 2^32.</summary>
        public readonly ulong Value;

        public NtpTime(ulong value) => Value = value;

        /// <summary>The time of an instant on the local clock.</summary>
        public static NtpTime From(Instant instant)
        {
            ulong seconds = (ulong)(instant.Microseconds / 1_000_000);
            ulong fraction = ((ulong)(instant.Microseconds % 1_000_000) << 32) / 1_000_000;
            return new NtpTime(seconds << 32 | fraction);
        }

        /// <summary>The time of day, for a wall clock's reading.</summary>
        public static NtpTime From(DateTime utc)
        {
            long ticks = utc.Ticks - new DateTime(1900, 1, 1).Ticks;
            ulong fraction = ((ulong)(ticks % TimeSpan.TicksPerSecond) << 32) / (ulong)TimeSpan.TicksPerSecond;
            return new NtpTime((ulong)(ticks / TimeSpan.TicksPerSecond) << 32 | fraction);
        }

        /// <summary>The middle 32 bits, in 1/65,536 of a second: how a report block names the last SR.</summary>
        public uint Compact => (uint)(Value >> 16);

        /// <summary>A duration in 1/65,536 of a second; one that does not fit is clamped to 0 to 18 hours.</summary>
        public static uint ToCompact(TimeSpan duration)
        {
            if (duration <= TimeSpan.Zero) return 0;
            double units = duration.TotalSeconds * 65536;
            return units >= uint.MaxValue ? uint.MaxValue : (uint)units;
        }

        /// <summary>The duration of that many 1/65,536 of a second.</summary>
        public static TimeSpan FromCompact(uint units) => new TimeSpan(units * TimeSpan.TicksPerSecond >> 16);

        public static NtpTime operator +(NtpTime time, NtpTime offset) => new NtpTime(time.Value + offset.Value);

        public static bool operator ==(NtpTime a, NtpTime b) => a.Value == b.Value;

        public static bool operator !=(NtpTime a, NtpTime b) => a.Value != b.Value;

        public bool Equals(NtpTime other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is NtpTime other && Equals(other);

        public override int GetHashCode() => Value.GetHashCode();

        public override string ToString() => $"{Value / 4294967296.0:F6} s";
    }
}
