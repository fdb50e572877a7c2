#nullable enable
using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Earshot.Io.Crypto
{
    /// <summary>The rounds of AES (FIPS 197 section 5.1) on counters. Counters in a row differ in their last byte only,
    /// 256 of them, so the first two rounds have 27 of their 32 look-ups in common: those are made once. Pointers and
    /// native words, because Mono would check the bounds of each look-up and widen each index: with them a block
    /// takes it a third of the time.</summary>
    internal static unsafe class AesRounds
    {
        /// <summary>How many words <see cref="Share"/> writes.</summary>
        public const int SharedWords = 5;

        private const int WordsAKey = 4;
        private const nuint ByteOfWords = 0xFF * sizeof(uint);
        private const int TableLength = 256 * sizeof(uint);

        /// <summary>Goes through two rounds as far as the last byte of a counter has no say.</summary>
        /// <param name="key">The round keys.</param>
        /// <param name="t"><see cref="AesTables.Rounds"/>.</param>
        /// <param name="counter">Four words.</param>
        /// <param name="shared">One word for the first round's first column, four for the second's.</param>
        public static void Share(uint* key, uint* t, uint* counter, uint* shared)
        {
            nuint a = counter[0] ^ key[0];
            nuint b = counter[1] ^ key[1];
            nuint c = counter[2] ^ key[2];
            nuint d = counter[3] ^ key[3];
            key += WordsAKey;
            shared[0] = Row0(t, a) ^ Row1(t, b) ^ Row2(t, c) ^ key[0];
            nuint f = Column(t, b, c, d, a) ^ key[1];
            nuint g = Column(t, c, d, a, b) ^ key[2];
            nuint h = Column(t, d, a, b, c) ^ key[3];
            key += WordsAKey;
            shared[1] = Row1(t, f) ^ Row2(t, g) ^ Row3(t, h) ^ key[0];
            shared[2] = Row0(t, f) ^ Row1(t, g) ^ Row2(t, h) ^ key[1];
            shared[3] = Row0(t, g) ^ Row1(t, h) ^ Row3(t, f) ^ key[2];
            shared[4] = Row0(t, h) ^ Row2(t, f) ^ Row3(t, g) ^ key[3];
        }

        /// <summary>Encrypts one of the counters that share those words.</summary>
        /// <param name="key">The round keys.</param>
        /// <param name="last">The last round's.</param>
        /// <param name="t"><see cref="AesTables.Rounds"/>.</param>
        /// <param name="shared">What <see cref="Share"/> made.</param>
        /// <param name="counter">The last of the counter's words.</param>
        /// <param name="block">Takes four words, in the order of memory.</param>
        public static void Encrypt(uint* key, uint* last, uint* t, uint* shared, uint counter, uint* block)
        {
            nuint first = shared[0] ^ Row3(t, counter ^ key[3]);
            nuint a = shared[1] ^ Row0(t, first);
            nuint b = shared[2] ^ Row3(t, first);
            nuint c = shared[3] ^ Row2(t, first);
            nuint d = shared[4] ^ Row1(t, first);

            // Two rounds a turn, so that no column has to be moved; one is left over.
            for (key += 3 * WordsAKey; key < last - WordsAKey; key += 2 * WordsAKey)
            {
                nuint e = Column(t, a, b, c, d) ^ key[0];
                nuint f = Column(t, b, c, d, a) ^ key[1];
                nuint g = Column(t, c, d, a, b) ^ key[2];
                nuint h = Column(t, d, a, b, c) ^ key[3];
                a = Column(t, e, f, g, h) ^ key[4];
                b = Column(t, f, g, h, e) ^ key[5];
                c = Column(t, g, h, e, f) ^ key[6];
                d = Column(t, h, e, f, g) ^ key[7];
            }

            nuint p = Column(t, a, b, c, d) ^ key[0];
            nuint q = Column(t, b, c, d, a) ^ key[1];
            nuint r = Column(t, c, d, a, b) ^ key[2];
            nuint s = Column(t, d, a, b, c) ^ key[3];
            block[0] = LastColumn(t, p, q, r, s, last[0]);
            block[1] = LastColumn(t, q, r, s, p, last[1]);
            block[2] = LastColumn(t, r, s, p, q, last[2]);
            block[3] = LastColumn(t, s, p, q, r, last[3]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static uint Column(uint* t, nuint a, nuint b, nuint c, nuint d) =>
            Row0(t, a) ^ Row1(t, b) ^ Row2(t, c) ^ Row3(t, d);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static uint Row0(uint* t, nuint word) => t[word >> 24];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static uint Row1(uint* t, nuint word) =>
            *(uint*)((byte*)t + (word >> 14 & ByteOfWords) + TableLength);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static uint Row2(uint* t, nuint word) =>
            *(uint*)((byte*)t + (word >> 6 & ByteOfWords) + 2 * TableLength);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static uint Row3(uint* t, nuint word) => *(uint*)((byte*)(t + (word & 0xFF)) + 3 * TableLength);

        // The last round mixes no columns: the S-box alone is the second byte of an entry.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static uint LastColumn(uint* t, nuint a, nuint b, nuint c, nuint d, uint key)
        {
            uint column = (t[a >> 24] & 0xFF00) << 16
                | (t[b >> 16 & 0xFF] & 0xFF00) << 8
                | t[c >> 8 & 0xFF] & 0xFF00
                | t[d & 0xFF] >> 8 & 0xFF;
            column ^= key;
            return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(column) : column;
        }
    }
}
