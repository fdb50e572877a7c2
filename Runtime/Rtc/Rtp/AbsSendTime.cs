#nullable enable
// When a packet left its sender, on a clock of the sender's own that repeats every 64 s.
// https://webrtc.googlesource.com/src/+/refs/heads/main/docs/native-code/rtp-hdrext/abs-send-time/README.md
//
//   0                   1                   2
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  | seconds   |        fraction, in 1/2^18 s      |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtp
{
    /// <summary>The value of an abs-send-time header extension.</summary>
    public readonly struct AbsSendTime
    {
        /// <summary>Length in bytes of the value.</summary>
        public const int Length = 3;

        private const int FractionBits = 18;
        private const uint Mask = 0xFFFFFF;

        /// <summary>The 24 bits of the wire, in 1/2^18 of a second.</summary>
        public readonly uint Units;

        private AbsSendTime(uint units) => Units = units & Mask;

        /// <summary>The value for a packet that leaves now.</summary>
        public static AbsSendTime From(Instant now)
        {
            ulong seconds = (ulong)(now.Microseconds / 1_000_000);
            ulong fraction = ((ulong)(now.Microseconds % 1_000_000) << FractionBits) / 1_000_000;
            return new AbsSendTime((uint)(seconds << FractionBits | fraction));
        }

        /// <summary>How much later one packet left than another; right within 32 s.</summary>
        public static TimeSpan operator -(AbsSendTime a, AbsSendTime b)
        {
            int units = (int)(a.Units - b.Units) << 8 >> 8;
            return new TimeSpan(units * TimeSpan.TicksPerSecond >> FractionBits);
        }

        /// <summary>Reads an element's value; false when it has not three bytes.</summary>
        public static bool TryParse(ReadOnlySpan<byte> value, out AbsSendTime time)
        {
            time = default;
            if (value.Length != Length) return false;
            time = new AbsSendTime((uint)(value[0] << 16 | value[1] << 8 | value[2]));
            return true;
        }

        /// <summary>Writes three bytes and returns 3.</summary>
        public int WriteTo(Span<byte> value)
        {
            value[0] = (byte)(Units >> 16);
            value[1] = (byte)(Units >> 8);
            value[2] = (byte)Units;
            return Length;
        }
    }
}
