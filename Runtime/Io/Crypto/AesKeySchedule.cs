#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Io.Crypto
{
    /// <summary>AES's key expansion (https://nvlpubs.nist.gov/nistpubs/FIPS/NIST.FIPS.197-upd1.pdf, section 5.2): one
    /// round key of four words, big-endian, for the start and one for each round.</summary>
    public static class AesKeySchedule
    {
        /// <summary>The 44 words of a 16 byte key, or the 60 of a 32 byte one.</summary>
        public static uint[] Expand(ReadOnlySpan<byte> key)
        {
            if (key.Length != 16 && key.Length != 32)
                throw new ArgumentException($"AES takes a key of 16 or 32 bytes, not {key.Length}.", nameof(key));
            int keyWords = key.Length / 4;
            var words = new uint[4 * (keyWords + 7)];
            for (int i = 0; i < keyWords; i++) words[i] = BinaryPrimitives.ReadUInt32BigEndian(key.Slice(4 * i));

            byte roundConstant = 1;
            for (int i = keyWords; i < words.Length; i++)
            {
                uint word = words[i - 1];
                if (i % keyWords == 0)
                {
                    word = AesTables.Substitute(word << 8 | word >> 24) ^ (uint)roundConstant << 24;
                    roundConstant = AesTables.MultiplyByX(roundConstant);
                }
                else if (keyWords == 8 && i % 8 == 4)
                {
                    word = AesTables.Substitute(word);
                }

                words[i] = words[i - keyWords] ^ word;
            }

            return words;
        }
    }
}
