#nullable enable
using System;

namespace Earshot.Rtc.Wire
{
    /// <summary>An RTP payload type, 0 to 127 (RFC 3551). Its meaning is what the SDP's rtpmap says.</summary>
    public readonly struct PayloadType : IEquatable<PayloadType>
    {
        /// <summary>How many there are.</summary>
        public const int Count = 128;

        /// <summary>0 to 127.</summary>
        public readonly byte Value;

        public PayloadType(byte value)
        {
            if (value >= Count)
                throw new ArgumentOutOfRangeException(nameof(value), value, "A payload type is 0 to 127.");
            Value = value;
        }

        public static bool operator ==(PayloadType a, PayloadType b) => a.Value == b.Value;

        public static bool operator !=(PayloadType a, PayloadType b) => a.Value != b.Value;

        public bool Equals(PayloadType other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is PayloadType other && Equals(other);

        public override int GetHashCode() => Value;

        public override string ToString() => Value.ToString();
    }
}
