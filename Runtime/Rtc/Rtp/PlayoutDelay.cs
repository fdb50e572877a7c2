#nullable enable
// The least and greatest delay a sender wants between capture and playout.
// https://webrtc.googlesource.com/src/+/refs/heads/main/docs/native-code/rtp-hdrext/playout-delay/README.md
//
//   0                   1                   2
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |   least, in 10 ms     |  greatest, in 10 ms   |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
using System;

namespace Earshot.Rtc.Rtp
{
    /// <summary>The value of a playout-delay header extension.</summary>
    public readonly struct PlayoutDelay
    {
        /// <summary>Length in bytes of the value.</summary>
        public const int Length = 3;

        private const long TicksAUnit = 10 * TimeSpan.TicksPerMillisecond;
        private const long MaxUnits = 0xFFF;

        /// <summary>The least.</summary>
        public readonly TimeSpan Min;

        /// <summary>The greatest.</summary>
        public readonly TimeSpan Max;

        /// <summary>Delays from 0 to 40.95 s; others are clamped.</summary>
        public PlayoutDelay(TimeSpan min, TimeSpan max)
        {
            Min = new TimeSpan(ToUnits(min) * TicksAUnit);
            Max = new TimeSpan(ToUnits(max) * TicksAUnit);
        }

        /// <summary>Reads an element's value; false when it has not three bytes, or the least is above the
        /// greatest.</summary>
        public static bool TryParse(ReadOnlySpan<byte> value, out PlayoutDelay delay)
        {
            delay = default;
            if (value.Length != Length) return false;
            int min = value[0] << 4 | value[1] >> 4;
            int max = (value[1] & 0x0F) << 8 | value[2];
            delay = new PlayoutDelay(new TimeSpan(min * TicksAUnit), new TimeSpan(max * TicksAUnit));
            return min <= max;
        }

        /// <summary>Writes three bytes and returns 3.</summary>
        public int WriteTo(Span<byte> value)
        {
            long units = ToUnits(Min) << 12 | ToUnits(Max);
            value[0] = (byte)(units >> 16);
            value[1] = (byte)(units >> 8);
            value[2] = (byte)units;
            return Length;
        }

        private static long ToUnits(TimeSpan delay) => Math.Max(0, Math.Min(MaxUnits, delay.Ticks / TicksAUnit));
    }
}
