#nullable enable
using System;

namespace Earshot.Rtc.Wire
{
    /// <summary>A synchronization source identifier (RFC 3550 section 3).</summary>
    public readonly struct Ssrc : IEquatable<Ssrc>
    {
        /// <summary>The 32 bits of the wire.</summary>
        public readonly uint Value;

        public Ssrc(uint value) => Value = value;

        public static bool operator ==(Ssrc a, Ssrc b) => a.Value == b.Value;

        public static bool operator !=(Ssrc a, Ssrc b) => a.Value != b.Value;

        public bool Equals(Ssrc other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is Ssrc other && Equals(other);

        public override int GetHashCode() => (int)Value;

        public override string ToString() => Value.ToString();
    }
}
