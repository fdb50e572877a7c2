#nullable enable
using System;

namespace Earshot.Rtc.Dtls
{
    /// <summary>A certificate's fingerprint as SDP carries it (RFC 8122 section 5): a hash function's name in lower
    /// case and upper-case hex bytes joined by colons.</summary>
    public readonly struct Fingerprint : IEquatable<Fingerprint>
    {
        /// <summary>"sha-256" and so on.</summary>
        public readonly string Algorithm;

        /// <summary>"AB:CD:…".</summary>
        public readonly string Value;

        public Fingerprint(string algorithm, string value)
        {
            Algorithm = algorithm.ToLowerInvariant();
            Value = value.ToUpperInvariant();
        }

        public static bool operator ==(Fingerprint a, Fingerprint b) => a.Equals(b);

        public static bool operator !=(Fingerprint a, Fingerprint b) => !a.Equals(b);

        public bool Equals(Fingerprint other) => Algorithm == other.Algorithm && Value == other.Value;

        public override bool Equals(object? obj) => obj is Fingerprint other && Equals(other);

        public override int GetHashCode() => (Algorithm, Value).GetHashCode();

        public override string ToString() => $"{Algorithm} {Value}";
    }
}
