#nullable enable
// Symbols of transport-wide feedback, packed: 0 not received, 1 received after a small delta, 2 after a large or
// negative one, 3 reserved.
// https://datatracker.ietf.org/doc/html/draft-holmer-rmcat-transport-wide-cc-extensions-01#section-3.1.1
//
//   0                   1
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |0| S |       run length        |  that many times S
//  |1|0|     14 one-bit symbols    |
//  |1|1|     7 two-bit symbols     |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>One chunk, 16 bits.</summary>
    internal readonly struct StatusChunk
    {
        public const int Length = 2;
        public const byte NotReceived = 0;
        public const byte SmallDelta = 1;
        public const byte LargeDelta = 2;

        private const int OneBitSymbols = 14;
        private const int TwoBitSymbols = 7;
        private const int MaxRun = 0x1FFF;

        private readonly ushort _word;

        public StatusChunk(ushort word) => _word = word;

        /// <summary>How many symbols; the last chunk may have more than there are packets.</summary>
        public int Count => IsRun ? _word & MaxRun : IsOneBit ? OneBitSymbols : TwoBitSymbols;

        public int this[int index] =>
            IsRun ? _word >> 13 & 3
            : IsOneBit ? _word >> OneBitSymbols - 1 - index & 1
            : _word >> 2 * (TwoBitSymbols - 1 - index) & 3;

        private bool IsRun => (_word & 0x8000) == 0;

        private bool IsOneBit => (_word & 0x4000) == 0;

        /// <summary>Bytes of deltas that the first <paramref name="count"/> symbols have; negative when one of them is
        /// reserved.</summary>
        public int CountDeltaBytes(int count)
        {
            if (IsRun) return this[0] == 3 ? -1 : this[0] * count;
            int bytes = 0;
            for (int i = 0; i < count; i++)
            {
                if (this[i] == 3) return -1;
                bytes += this[i];
            }

            return bytes;
        }

        /// <summary>Packs symbols, none of them reserved, and returns the bytes written: at most 2 for each 7 symbols
        /// begun.</summary>
        public static int WriteAll(Span<byte> chunks, ReadOnlySpan<byte> symbols)
        {
            int written = 0;
            while (symbols.Length > 0)
            {
                bool isOneBit = AreOneBit(symbols.Slice(0, Math.Min(OneBitSymbols, symbols.Length)));
                int taken = Math.Min(isOneBit ? OneBitSymbols : TwoBitSymbols, symbols.Length);
                int run = CountRun(symbols);
                ushort word = run >= taken
                    ? (ushort)(symbols[0] << 13 | run)
                    : PackVector(symbols.Slice(0, taken), isOneBit);
                BinaryPrimitives.WriteUInt16BigEndian(chunks.Slice(written), word);
                written += Length;
                symbols = symbols.Slice(Math.Max(run, taken));
            }

            return written;
        }

        private static bool AreOneBit(ReadOnlySpan<byte> symbols)
        {
            foreach (byte symbol in symbols)
                if (symbol > SmallDelta) return false;
            return true;
        }

        private static int CountRun(ReadOnlySpan<byte> symbols)
        {
            int count = 1;
            while (count < symbols.Length && count < MaxRun && symbols[count] == symbols[0]) count++;
            return count;
        }

        private static ushort PackVector(ReadOnlySpan<byte> symbols, bool isOneBit)
        {
            int word = isOneBit ? 0x8000 : 0xC000;
            for (int i = 0; i < symbols.Length; i++)
                word |= symbols[i] << (isOneBit ? OneBitSymbols - 1 - i : 2 * (TwoBitSymbols - 1 - i));
            return (ushort)word;
        }
    }
}
