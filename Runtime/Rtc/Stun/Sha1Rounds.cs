#nullable enable
using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Earshot.Rtc.Stun
{
    /// <summary>The 80 rounds of SHA-1 (RFC 3174 section 6.2), written out: a round renames its five variables in
    /// place of moving them, and a word of the schedule is made where it is used. In a loop they take Mono twice as
    /// long.</summary>
    internal static unsafe class Sha1Rounds
    {
        /// <summary>Adds a block of 64 bytes to the five words of a state.</summary>
        public static void Compress(uint[] state, byte[] block)
        {
            uint* words = stackalloc uint[16];
            fixed (byte* bytes = block)
            {
                // An array's first byte is aligned.
                for (int i = 0; i < 16; i++) words[i] = BigEndian(((uint*)bytes)[i]);
            }

            Compress(state, words);
        }

        /// <summary>Adds a block of 16 words to the five of a state, and uses them up.</summary>
        public static void Compress(uint[] state, uint* words)
        {
            uint* sums = stackalloc uint[5];
            for (int i = 0; i < 5; i++) sums[i] = state[i];
            Rounds0To19(sums, words);
            Rounds20To39(sums, words);
            Rounds40To59(sums, words);
            Rounds60To79(sums, words);
            for (int i = 0; i < 5; i++) state[i] += sums[i];
        }

        private static void Rounds0To19(uint* sums, uint* w)
        {
            const uint k = 0x5A827999;
            uint a = sums[0], b = sums[1], c = sums[2], d = sums[3], e = sums[4];
            e += (a << 5 | a >> 27) + (d ^ (b & (c ^ d))) + k + w[0];
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + (c ^ (a & (b ^ c))) + k + w[1];
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + (b ^ (e & (a ^ b))) + k + w[2];
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + (a ^ (d & (e ^ a))) + k + w[3];
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + (e ^ (c & (d ^ e))) + k + w[4];
            c = c << 30 | c >> 2;
            e += (a << 5 | a >> 27) + (d ^ (b & (c ^ d))) + k + w[5];
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + (c ^ (a & (b ^ c))) + k + w[6];
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + (b ^ (e & (a ^ b))) + k + w[7];
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + (a ^ (d & (e ^ a))) + k + w[8];
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + (e ^ (c & (d ^ e))) + k + w[9];
            c = c << 30 | c >> 2;
            e += (a << 5 | a >> 27) + (d ^ (b & (c ^ d))) + k + w[10];
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + (c ^ (a & (b ^ c))) + k + w[11];
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + (b ^ (e & (a ^ b))) + k + w[12];
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + (a ^ (d & (e ^ a))) + k + w[13];
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + (e ^ (c & (d ^ e))) + k + w[14];
            c = c << 30 | c >> 2;
            e += (a << 5 | a >> 27) + (d ^ (b & (c ^ d))) + k + w[15];
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + (c ^ (a & (b ^ c))) + k + (w[0] = Turn(w[13] ^ w[8] ^ w[2] ^ w[0]));
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + (b ^ (e & (a ^ b))) + k + (w[1] = Turn(w[14] ^ w[9] ^ w[3] ^ w[1]));
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + (a ^ (d & (e ^ a))) + k + (w[2] = Turn(w[15] ^ w[10] ^ w[4] ^ w[2]));
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + (e ^ (c & (d ^ e))) + k + (w[3] = Turn(w[0] ^ w[11] ^ w[5] ^ w[3]));
            c = c << 30 | c >> 2;
            sums[0] = a;
            sums[1] = b;
            sums[2] = c;
            sums[3] = d;
            sums[4] = e;
        }

        private static void Rounds20To39(uint* sums, uint* w)
        {
            const uint k = 0x6ED9EBA1;
            uint a = sums[0], b = sums[1], c = sums[2], d = sums[3], e = sums[4];
            e += (a << 5 | a >> 27) + (b ^ c ^ d) + k + (w[4] = Turn(w[1] ^ w[12] ^ w[6] ^ w[4]));
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + (a ^ b ^ c) + k + (w[5] = Turn(w[2] ^ w[13] ^ w[7] ^ w[5]));
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + (e ^ a ^ b) + k + (w[6] = Turn(w[3] ^ w[14] ^ w[8] ^ w[6]));
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + (d ^ e ^ a) + k + (w[7] = Turn(w[4] ^ w[15] ^ w[9] ^ w[7]));
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + (c ^ d ^ e) + k + (w[8] = Turn(w[5] ^ w[0] ^ w[10] ^ w[8]));
            c = c << 30 | c >> 2;
            e += (a << 5 | a >> 27) + (b ^ c ^ d) + k + (w[9] = Turn(w[6] ^ w[1] ^ w[11] ^ w[9]));
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + (a ^ b ^ c) + k + (w[10] = Turn(w[7] ^ w[2] ^ w[12] ^ w[10]));
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + (e ^ a ^ b) + k + (w[11] = Turn(w[8] ^ w[3] ^ w[13] ^ w[11]));
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + (d ^ e ^ a) + k + (w[12] = Turn(w[9] ^ w[4] ^ w[14] ^ w[12]));
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + (c ^ d ^ e) + k + (w[13] = Turn(w[10] ^ w[5] ^ w[15] ^ w[13]));
            c = c << 30 | c >> 2;
            e += (a << 5 | a >> 27) + (b ^ c ^ d) + k + (w[14] = Turn(w[11] ^ w[6] ^ w[0] ^ w[14]));
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + (a ^ b ^ c) + k + (w[15] = Turn(w[12] ^ w[7] ^ w[1] ^ w[15]));
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + (e ^ a ^ b) + k + (w[0] = Turn(w[13] ^ w[8] ^ w[2] ^ w[0]));
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + (d ^ e ^ a) + k + (w[1] = Turn(w[14] ^ w[9] ^ w[3] ^ w[1]));
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + (c ^ d ^ e) + k + (w[2] = Turn(w[15] ^ w[10] ^ w[4] ^ w[2]));
            c = c << 30 | c >> 2;
            e += (a << 5 | a >> 27) + (b ^ c ^ d) + k + (w[3] = Turn(w[0] ^ w[11] ^ w[5] ^ w[3]));
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + (a ^ b ^ c) + k + (w[4] = Turn(w[1] ^ w[12] ^ w[6] ^ w[4]));
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + (e ^ a ^ b) + k + (w[5] = Turn(w[2] ^ w[13] ^ w[7] ^ w[5]));
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + (d ^ e ^ a) + k + (w[6] = Turn(w[3] ^ w[14] ^ w[8] ^ w[6]));
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + (c ^ d ^ e) + k + (w[7] = Turn(w[4] ^ w[15] ^ w[9] ^ w[7]));
            c = c << 30 | c >> 2;
            sums[0] = a;
            sums[1] = b;
            sums[2] = c;
            sums[3] = d;
            sums[4] = e;
        }

        private static void Rounds40To59(uint* sums, uint* w)
        {
            const uint k = 0x8F1BBCDC;
            uint a = sums[0], b = sums[1], c = sums[2], d = sums[3], e = sums[4];
            e += (a << 5 | a >> 27) + ((b & c) + (d & (b ^ c))) + k + (w[8] = Turn(w[5] ^ w[0] ^ w[10] ^ w[8]));
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + ((a & b) + (c & (a ^ b))) + k + (w[9] = Turn(w[6] ^ w[1] ^ w[11] ^ w[9]));
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + ((e & a) + (b & (e ^ a))) + k + (w[10] = Turn(w[7] ^ w[2] ^ w[12] ^ w[10]));
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + ((d & e) + (a & (d ^ e))) + k + (w[11] = Turn(w[8] ^ w[3] ^ w[13] ^ w[11]));
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + ((c & d) + (e & (c ^ d))) + k + (w[12] = Turn(w[9] ^ w[4] ^ w[14] ^ w[12]));
            c = c << 30 | c >> 2;
            e += (a << 5 | a >> 27) + ((b & c) + (d & (b ^ c))) + k + (w[13] = Turn(w[10] ^ w[5] ^ w[15] ^ w[13]));
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + ((a & b) + (c & (a ^ b))) + k + (w[14] = Turn(w[11] ^ w[6] ^ w[0] ^ w[14]));
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + ((e & a) + (b & (e ^ a))) + k + (w[15] = Turn(w[12] ^ w[7] ^ w[1] ^ w[15]));
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + ((d & e) + (a & (d ^ e))) + k + (w[0] = Turn(w[13] ^ w[8] ^ w[2] ^ w[0]));
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + ((c & d) + (e & (c ^ d))) + k + (w[1] = Turn(w[14] ^ w[9] ^ w[3] ^ w[1]));
            c = c << 30 | c >> 2;
            e += (a << 5 | a >> 27) + ((b & c) + (d & (b ^ c))) + k + (w[2] = Turn(w[15] ^ w[10] ^ w[4] ^ w[2]));
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + ((a & b) + (c & (a ^ b))) + k + (w[3] = Turn(w[0] ^ w[11] ^ w[5] ^ w[3]));
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + ((e & a) + (b & (e ^ a))) + k + (w[4] = Turn(w[1] ^ w[12] ^ w[6] ^ w[4]));
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + ((d & e) + (a & (d ^ e))) + k + (w[5] = Turn(w[2] ^ w[13] ^ w[7] ^ w[5]));
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + ((c & d) + (e & (c ^ d))) + k + (w[6] = Turn(w[3] ^ w[14] ^ w[8] ^ w[6]));
            c = c << 30 | c >> 2;
            e += (a << 5 | a >> 27) + ((b & c) + (d & (b ^ c))) + k + (w[7] = Turn(w[4] ^ w[15] ^ w[9] ^ w[7]));
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + ((a & b) + (c & (a ^ b))) + k + (w[8] = Turn(w[5] ^ w[0] ^ w[10] ^ w[8]));
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + ((e & a) + (b & (e ^ a))) + k + (w[9] = Turn(w[6] ^ w[1] ^ w[11] ^ w[9]));
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + ((d & e) + (a & (d ^ e))) + k + (w[10] = Turn(w[7] ^ w[2] ^ w[12] ^ w[10]));
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + ((c & d) + (e & (c ^ d))) + k + (w[11] = Turn(w[8] ^ w[3] ^ w[13] ^ w[11]));
            c = c << 30 | c >> 2;
            sums[0] = a;
            sums[1] = b;
            sums[2] = c;
            sums[3] = d;
            sums[4] = e;
        }

        private static void Rounds60To79(uint* sums, uint* w)
        {
            const uint k = 0xCA62C1D6;
            uint a = sums[0], b = sums[1], c = sums[2], d = sums[3], e = sums[4];
            e += (a << 5 | a >> 27) + (b ^ c ^ d) + k + (w[12] = Turn(w[9] ^ w[4] ^ w[14] ^ w[12]));
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + (a ^ b ^ c) + k + (w[13] = Turn(w[10] ^ w[5] ^ w[15] ^ w[13]));
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + (e ^ a ^ b) + k + (w[14] = Turn(w[11] ^ w[6] ^ w[0] ^ w[14]));
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + (d ^ e ^ a) + k + (w[15] = Turn(w[12] ^ w[7] ^ w[1] ^ w[15]));
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + (c ^ d ^ e) + k + (w[0] = Turn(w[13] ^ w[8] ^ w[2] ^ w[0]));
            c = c << 30 | c >> 2;
            e += (a << 5 | a >> 27) + (b ^ c ^ d) + k + (w[1] = Turn(w[14] ^ w[9] ^ w[3] ^ w[1]));
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + (a ^ b ^ c) + k + (w[2] = Turn(w[15] ^ w[10] ^ w[4] ^ w[2]));
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + (e ^ a ^ b) + k + (w[3] = Turn(w[0] ^ w[11] ^ w[5] ^ w[3]));
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + (d ^ e ^ a) + k + (w[4] = Turn(w[1] ^ w[12] ^ w[6] ^ w[4]));
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + (c ^ d ^ e) + k + (w[5] = Turn(w[2] ^ w[13] ^ w[7] ^ w[5]));
            c = c << 30 | c >> 2;
            e += (a << 5 | a >> 27) + (b ^ c ^ d) + k + (w[6] = Turn(w[3] ^ w[14] ^ w[8] ^ w[6]));
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + (a ^ b ^ c) + k + (w[7] = Turn(w[4] ^ w[15] ^ w[9] ^ w[7]));
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + (e ^ a ^ b) + k + (w[8] = Turn(w[5] ^ w[0] ^ w[10] ^ w[8]));
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + (d ^ e ^ a) + k + (w[9] = Turn(w[6] ^ w[1] ^ w[11] ^ w[9]));
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + (c ^ d ^ e) + k + (w[10] = Turn(w[7] ^ w[2] ^ w[12] ^ w[10]));
            c = c << 30 | c >> 2;
            e += (a << 5 | a >> 27) + (b ^ c ^ d) + k + (w[11] = Turn(w[8] ^ w[3] ^ w[13] ^ w[11]));
            b = b << 30 | b >> 2;
            d += (e << 5 | e >> 27) + (a ^ b ^ c) + k + (w[12] = Turn(w[9] ^ w[4] ^ w[14] ^ w[12]));
            a = a << 30 | a >> 2;
            c += (d << 5 | d >> 27) + (e ^ a ^ b) + k + (w[13] = Turn(w[10] ^ w[5] ^ w[15] ^ w[13]));
            e = e << 30 | e >> 2;
            b += (c << 5 | c >> 27) + (d ^ e ^ a) + k + (w[14] = Turn(w[11] ^ w[6] ^ w[0] ^ w[14]));
            d = d << 30 | d >> 2;
            a += (b << 5 | b >> 27) + (c ^ d ^ e) + k + (w[15] = Turn(w[12] ^ w[7] ^ w[1] ^ w[15]));
            c = c << 30 | c >> 2;
            sums[0] = a;
            sums[1] = b;
            sums[2] = c;
            sums[3] = d;
            sums[4] = e;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static uint Turn(uint word) => word << 1 | word >> 31;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static uint BigEndian(uint word) =>
            BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(word) : word;
    }
}
