#nullable enable
using System;

namespace Earshot.Realtime.Api
{
    /// <summary>The name its publisher gave a track; unique within the publishing session and kept when that session
    /// is replaced.</summary>
    public readonly struct TrackName : IEquatable<TrackName>
    {
        private readonly string? _value;

        /// <summary>A name; throws when it is null or empty.</summary>
        public TrackName(string value)
        {
            if (string.IsNullOrEmpty(value)) throw new ArgumentException("A track name is not empty.", nameof(value));
            _value = value;
        }

        /// <summary>The name; empty for <c>default</c>, which is no track.</summary>
        public string Value => _value ?? "";

        /// <summary>False for <c>default</c>.</summary>
        public bool IsGiven => _value != null;

        /// <summary>The name, or <c>default</c> when the text is null or empty.</summary>
        public static TrackName FromNullable(string? value) =>
            string.IsNullOrEmpty(value) ? default : new TrackName(value!);

        public static bool operator ==(TrackName a, TrackName b) => a.Value == b.Value;

        public static bool operator !=(TrackName a, TrackName b) => a.Value != b.Value;

        public bool Equals(TrackName other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is TrackName other && Equals(other);

        public override int GetHashCode() => Value.GetHashCode();

        public override string ToString() => Value;
    }
}
