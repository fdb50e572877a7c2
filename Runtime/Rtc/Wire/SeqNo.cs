#nullable enable
using System;

namespace Earshot.Rtc.Wire
{
    /// <summary>An RTP sequence number extended to 64 bits, so that it orders and subtracts like a number
    /// (RFC 3550 appendix A.1, RFC 3711 section 3.3.1). The low 16 bits are those of the wire, the rest is the
    /// roll-over counter.</summary>
    public readonly struct SeqNo : IEquatable<SeqNo>, IComparable<SeqNo>
    {
        /// <summary>Roll-over counter and wire value together.</summary>
        public readonly long Value;

        public SeqNo(long value) => Value = value;

        /// <summary>The 16 bits of the wire.</summary>
        public ushort Wire => (ushort)Value;

        /// <summary>How often the wire value rolled over since the stream began.</summary>
        public uint RollOver => (uint)(Value >> 16);

        /// <summary>Extends a wire value to the number nearest to one already known. A value that would lie before
        /// zero is taken as one of the first cycle.</summary>
        public static SeqNo Extend(ushort wire, SeqNo near)
        {
            long candidate = near.Value + (short)(ushort)(wire - near.Wire);
            return new SeqNo(candidate < 0 ? candidate + 0x10000 : candidate);
        }

        public static SeqNo operator +(SeqNo seq, long count) => new SeqNo(seq.Value + count);

        public static SeqNo operator -(SeqNo seq, long count) => new SeqNo(seq.Value - count);

        public static long operator -(SeqNo a, SeqNo b) => a.Value - b.Value;

        public static bool operator <(SeqNo a, SeqNo b) => a.Value < b.Value;

        public static bool operator >(SeqNo a, SeqNo b) => a.Value > b.Value;

        public static bool operator <=(SeqNo a, SeqNo b) => a.Value <= b.Value;

        public static bool operator >=(SeqNo a, SeqNo b) => a.Value >= b.Value;

        public static bool operator ==(SeqNo a, SeqNo b) => a.Value == b.Value;

        public static bool operator !=(SeqNo a, SeqNo b) => a.Value != b.Value;

        public int CompareTo(SeqNo other) => Value.CompareTo(other.Value);

        public bool Equals(SeqNo other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is SeqNo other && Equals(other);

        public override int GetHashCode() => Value.GetHashCode();

        public override string ToString() => $"{RollOver}:{Wire}";
    }
}
