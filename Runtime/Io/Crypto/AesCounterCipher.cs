#nullable enable
using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Earshot.Rtc.Srtp;

namespace Earshot.Io.Crypto
{
    /// <summary>AES in counter mode with look-up tables. Pointers, because Mono checks the bounds of each look-up: with
    /// them a block takes it half the time. As with every AES of this kind, BouncyCastle's among them, a neighbour in
    /// the same processor's caches could learn from which entries are looked up.</summary>
    internal sealed unsafe class AesCounterCipher : ICounterCipher
    {
        private const int BlockLength = 16;
        private const int BlocksAtOnce = 8;

        private readonly uint[] _schedule;

        /// <summary>A cipher under a key of 16 or 32 bytes.</summary>
        public AesCounterCipher(ReadOnlySpan<byte> key) => _schedule = AesKeySchedule.Expand(key);

        public void Apply(ReadOnlySpan<byte> iv, Span<byte> data)
        {
            uint c0 = BinaryPrimitives.ReadUInt32BigEndian(iv);
            uint c1 = BinaryPrimitives.ReadUInt32BigEndian(iv.Slice(4));
            uint c2 = BinaryPrimitives.ReadUInt32BigEndian(iv.Slice(8));
            uint c3 = BinaryPrimitives.ReadUInt32BigEndian(iv.Slice(12));

            uint* keystream = stackalloc uint[BlocksAtOnce * 4];
            fixed (byte* bytes = data)
            fixed (uint* schedule = _schedule, tables = AesTables.Rounds)
            {
                uint* last = schedule + _schedule.Length - 4;
                for (int done = 0; done < data.Length; done += BlocksAtOnce * BlockLength)
                {
                    int length = Math.Min(data.Length - done, BlocksAtOnce * BlockLength);
                    for (int at = 0; at < length; at += BlockLength)
                        EncryptBlock(schedule, last, tables, c0, c1, c2, c3++, keystream + at / sizeof(uint));
                    Xor(bytes + done, keystream, length);
                }
            }
        }

        private static void EncryptBlock(
            uint* key, uint* last, uint* tables, uint c0, uint c1, uint c2, uint c3, uint* block)
        {
            uint a = c0 ^ key[0];
            uint b = c1 ^ key[1];
            uint c = c2 ^ key[2];
            uint d = c3 ^ key[3];
            for (key += 4; key < last; key += 4)
            {
                uint e = Column(tables, a, b, c, d) ^ key[0];
                uint f = Column(tables, b, c, d, a) ^ key[1];
                uint g = Column(tables, c, d, a, b) ^ key[2];
                d = Column(tables, d, a, b, c) ^ key[3];
                a = e;
                b = f;
                c = g;
            }

            block[0] = LastColumn(tables, a, b, c, d, last[0]);
            block[1] = LastColumn(tables, b, c, d, a, last[1]);
            block[2] = LastColumn(tables, c, d, a, b, last[2]);
            block[3] = LastColumn(tables, d, a, b, c, last[3]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static uint Column(uint* tables, uint a, uint b, uint c, uint d) =>
            tables[a >> 24] ^ tables[256 + (byte)(b >> 16)] ^ tables[512 + (byte)(c >> 8)] ^ tables[768 + (byte)d];

        // The last round mixes no columns: the S-box alone is the second byte of an entry.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static uint LastColumn(uint* tables, uint a, uint b, uint c, uint d, uint key)
        {
            uint column = (tables[a >> 24] & 0xFF00) << 16
                | (tables[(byte)(b >> 16)] & 0xFF00) << 8
                | (tables[(byte)(c >> 8)] & 0xFF00)
                | (byte)(tables[(byte)d] >> 8);
            column ^= key;
            return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(column) : column;
        }

        // Payloads begin a multiple of four bytes behind the start of their buffer. Where one does not, its words are
        // not touched as words: 32-bit ARM would fault.
        private static void Xor(byte* data, uint* keystream, int length)
        {
            int words = (long)data % sizeof(uint) == 0 ? length / sizeof(uint) : 0;
            for (int i = 0; i < words; i++) ((uint*)data)[i] ^= keystream[i];
            for (int i = words * sizeof(uint); i < length; i++) data[i] ^= ((byte*)keystream)[i];
        }
    }
}
