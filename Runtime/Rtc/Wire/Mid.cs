#nullable enable
using System;

namespace Earshot.Rtc.Wire
{
    /// <summary>A media section's identification tag (RFC 5888 section 4), an SDP token such as "0" or
    /// "audio".</summary>
    public readonly struct Mid : IEquatable<Mid>
    {
        private readonly string? _value;

        /// <summary>A tag; throws when it is null or empty.</summary>
        public Mid(string value)
        {
            if (string.IsNullOrEmpty(value))
                throw new ArgumentException("A mid is at least one character.", nameof(value));
            _value = value;
        }

        /// <summary>The token as in <c>a=mid:</c>; empty for <c>default</c>, which is no mid.</summary>
        public string Value => _value ?? "";

        /// <summary>False for <c>default</c>.</summary>
        public bool IsGiven => _value != null;

        public static bool operator ==(Mid a, Mid b) => a.Value == b.Value;

        public static bool operator !=(Mid a, Mid b) => a.Value != b.Value;

        public bool Equals(Mid other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is Mid other && Equals(other);

        public override int GetHashCode() => Value.GetHashCode();

        public override string ToString() => Value;
    }
}
