#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sctp
{
    /// <summary>A transmission sequence number extended to 64 bits, so that it orders and subtracts like a number
    /// (RFC 9260 section 1.6). The low 32 bits are those of the wire.</summary>
    public readonly struct Tsn : IEquatable<Tsn>, IComparable<Tsn>
    {
        /// <summary>Roll-overs and wire value together.</summary>
        public readonly long Value;

        public Tsn(long value) => Value = value;

        /// <summary>The 32 bits of the wire.</summary>
        public uint Wire => (uint)Value;

        /// <summary>The first number of an association, with a cycle before it for what the other side may
        /// claim.</summary>
        public static Tsn First(uint wire) => new Tsn((1L << 32) + wire);

        /// <summary>Extends a wire value to the number nearest to one already known.</summary>
        public static Tsn Extend(uint wire, Tsn near) => new Tsn(near.Value + (int)(wire - near.Wire));

        public static Tsn operator +(Tsn tsn, long count) => new Tsn(tsn.Value + count);

        public static Tsn operator -(Tsn tsn, long count) => new Tsn(tsn.Value - count);

        public static Tsn operator ++(Tsn tsn) => new Tsn(tsn.Value + 1);

        public static long operator -(Tsn a, Tsn b) => a.Value - b.Value;

        public static bool operator <(Tsn a, Tsn b) => a.Value < b.Value;

        public static bool operator >(Tsn a, Tsn b) => a.Value > b.Value;

        public static bool operator <=(Tsn a, Tsn b) => a.Value <= b.Value;

        public static bool operator >=(Tsn a, Tsn b) => a.Value >= b.Value;

        public static bool operator ==(Tsn a, Tsn b) => a.Value == b.Value;

        public static bool operator !=(Tsn a, Tsn b) => a.Value != b.Value;

        public int CompareTo(Tsn other) => Value.CompareTo(other.Value);

        public bool Equals(Tsn other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is Tsn other && Equals(other);

        public override int GetHashCode() => Value.GetHashCode();

        public override string ToString() => Wire.ToString();

        /// <summary>A first number chosen at random.</summary>
        internal static Tsn Choose(IRandom random)
        {
            Span<byte> bytes = stackalloc byte[4];
            random.Fill(bytes);
            return First(BitConverter.ToUInt32(bytes));
        }
    }
}
