#nullable enable
using System;

namespace Earshot.Rtc.Sctp
{
    /// <summary>The number of an SCTP stream. A data channel is the pair of streams of one number
    /// (RFC 8831 section 6.4).</summary>
    public readonly struct StreamId : IEquatable<StreamId>
    {
        /// <summary>The 16 bits of the wire.</summary>
        public readonly ushort Value;

        public StreamId(ushort value) => Value = value;

        public static bool operator ==(StreamId a, StreamId b) => a.Value == b.Value;

        public static bool operator !=(StreamId a, StreamId b) => a.Value != b.Value;

        public bool Equals(StreamId other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is StreamId other && Equals(other);

        public override int GetHashCode() => Value;

        public override string ToString() => Value.ToString();
    }
}
