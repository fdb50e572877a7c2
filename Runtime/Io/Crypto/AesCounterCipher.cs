#nullable enable
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Srtp;

namespace Earshot.Io.Crypto
{
    /// <summary>AES in counter mode with look-up tables. As with every AES of this kind, BouncyCastle's among them, a
    /// neighbour in the same processor's caches could learn from which entries are looked up.</summary>
    internal sealed unsafe class AesCounterCipher : ICounterCipher
    {
        private const int BlockLength = 16;
        private const int WordsABlock = BlockLength / sizeof(uint);
        private const int BlocksAtOnce = 8;

        private readonly uint[] _schedule;

        /// <summary>A cipher under a key of 16 or 32 bytes.</summary>
        public AesCounterCipher(ReadOnlySpan<byte> key) => _schedule = AesKeySchedule.Expand(key);

        public void Apply(ReadOnlySpan<byte> iv, Span<byte> data)
        {
            uint* counter = stackalloc uint[WordsABlock];
            uint* shared = stackalloc uint[AesRounds.SharedWords];
            uint* keystream = stackalloc uint[BlocksAtOnce * WordsABlock];
            for (int i = 0; i < WordsABlock; i++)
                counter[i] = BinaryPrimitives.ReadUInt32BigEndian(iv.Slice(sizeof(uint) * i));

            fixed (byte* bytes = data)
            fixed (uint* key = _schedule, tables = AesTables.Rounds)
            {
                uint* last = key + _schedule.Length - WordsABlock;
                AesRounds.Share(key, tables, counter, shared);
                for (int done = 0; done < data.Length; done += BlocksAtOnce * BlockLength)
                {
                    int length = Math.Min(data.Length - done, BlocksAtOnce * BlockLength);
                    for (int at = 0; at < length; at += BlockLength)
                    {
                        AesRounds.Encrypt(key, last, tables, shared, counter[3], keystream + at / sizeof(uint));
                        if ((byte)++counter[3] == 0) AesRounds.Share(key, tables, counter, shared);
                    }

                    Xor(bytes + done, keystream, length);
                }
            }
        }

        // 64-bit processors read words from anywhere; a 32-bit one may fault.
        private static void Xor(byte* data, uint* keystream, int length)
        {
            bool canReadWords = sizeof(nuint) == sizeof(ulong) || (long)data % sizeof(nuint) == 0;
            int words = canReadWords ? length / sizeof(nuint) : 0;
            for (int i = 0; i < words; i++) ((nuint*)data)[i] ^= ((nuint*)keystream)[i];
            for (int i = words * sizeof(nuint); i < length; i++) data[i] ^= ((byte*)keystream)[i];
        }
    }
}
