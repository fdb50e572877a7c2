#nullable enable
using System;

namespace Earshot.Rtc.Wire
{
    /// <summary>The name of one encoding of a track (RFC 8851 section 10), such as "h" for a simulcast layer of half
    /// the size. Packets carry it where no <c>a=ssrc</c> line tells the layers apart.</summary>
    public readonly struct Rid : IEquatable<Rid>
    {
        private readonly string? _value;

        /// <summary>A name; throws when it is null or empty.</summary>
        public Rid(string value)
        {
            if (string.IsNullOrEmpty(value))
                throw new ArgumentException("A rid is at least one character.", nameof(value));
            _value = value;
        }

        /// <summary>The word as in <c>a=rid:</c>; empty for <c>default</c>, which is no rid.</summary>
        public string Value => _value ?? "";

        /// <summary>False for <c>default</c>.</summary>
        public bool IsGiven => _value != null;

        public static bool operator ==(Rid a, Rid b) => a.Value == b.Value;

        public static bool operator !=(Rid a, Rid b) => a.Value != b.Value;

        public bool Equals(Rid other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is Rid other && Equals(other);

        public override int GetHashCode() => Value.GetHashCode();

        public override string ToString() => Value;
    }
}
