#nullable enable
using System;
using System.Globalization;

namespace Earshot.Rtc.Wire
{
    /// <summary>A point on a monotonic clock, in microseconds since an origin of the clock's own choosing.
    /// Rtc never reads a clock: whoever calls it says what time it is.</summary>
    public readonly struct Instant : IEquatable<Instant>, IComparable<Instant>
    {
        /// <summary>Microseconds since the clock's origin.</summary>
        public readonly long Microseconds;

        /// <summary>An instant that many microseconds after the clock's origin.</summary>
        public Instant(long microseconds) => Microseconds = microseconds;

        /// <summary>The instant that many milliseconds after the clock's origin.</summary>
        public static Instant FromMilliseconds(long milliseconds) => new Instant(milliseconds * 1000);

        public static Instant operator +(Instant instant, TimeSpan duration) =>
            new Instant(instant.Microseconds + duration.Ticks / 10);

        public static Instant operator -(Instant instant, TimeSpan duration) =>
            new Instant(instant.Microseconds - duration.Ticks / 10);

        public static TimeSpan operator -(Instant later, Instant earlier) =>
            new TimeSpan((later.Microseconds - earlier.Microseconds) * 10);

        public static bool operator <(Instant a, Instant b) => a.Microseconds < b.Microseconds;

        public static bool operator >(Instant a, Instant b) => a.Microseconds > b.Microseconds;

        public static bool operator <=(Instant a, Instant b) => a.Microseconds <= b.Microseconds;

        public static bool operator >=(Instant a, Instant b) => a.Microseconds >= b.Microseconds;

        public static bool operator ==(Instant a, Instant b) => a.Microseconds == b.Microseconds;

        public static bool operator !=(Instant a, Instant b) => a.Microseconds != b.Microseconds;

        public int CompareTo(Instant other) => Microseconds.CompareTo(other.Microseconds);

        public bool Equals(Instant other) => Microseconds == other.Microseconds;

        public override bool Equals(object? obj) => obj is Instant other && Equals(other);

        public override int GetHashCode() => Microseconds.GetHashCode();

        public override string ToString() => (Microseconds / 1e6m).ToString("F6", CultureInfo.InvariantCulture) + " s";
    }
}
