#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Io.Crypto
{
    /// <summary>GHASH by look-up: for each of a block's 32 half bytes a table of its 16 products with H, 8 kB a key. A
    /// block is then the sum of 32 entries, with nothing to shift and nothing to reduce. The first bit of a block is
    /// the coefficient of x^0, so multiplying by x shifts right, and what falls out comes back as 0xE1 at the
    /// top. Pointers, because Mono would check the bounds of each look-up.</summary>
    internal sealed unsafe class ManagedGhash : IGhash
    {
        private const int BlockLength = 16;
        private const int EntryLength = 16;
        private const int TableLength = 16 * EntryLength;
        private const int TablesAHalf = 16;
        private const ulong Polynomial = 0xE1UL << 56;

        // A half byte, as the offset of its entry.
        private const ulong HalfByte = 0xF * EntryLength;

        // An entry is two words, high and low.
        private readonly ulong[] _tables = new ulong[2 * TablesAHalf * TableLength / sizeof(ulong)];
        private ulong _high;
        private ulong _low;

        public void SetKey(ReadOnlySpan<byte> h)
        {
            ulong high = BinaryPrimitives.ReadUInt64BigEndian(h);
            ulong low = BinaryPrimitives.ReadUInt64BigEndian(h.Slice(8));
            fixed (ulong* tables = _tables)
            {
                ulong* table = tables;
                for (int i = 0; i < 2 * TablesAHalf; i++, table += TableLength / sizeof(ulong))
                {
                    for (int bit = 8; bit > 0; bit >>= 1)
                    {
                        table[2 * bit] = high;
                        table[2 * bit + 1] = low;
                        MultiplyByX(ref high, ref low);
                    }

                    for (int entry = 1; entry < 16; entry++)
                    {
                        int lowestBit = entry & -entry;
                        table[2 * entry] = table[2 * lowestBit] ^ table[2 * (entry ^ lowestBit)];
                        table[2 * entry + 1] = table[2 * lowestBit + 1] ^ table[2 * (entry ^ lowestBit) + 1];
                    }
                }
            }
        }

        public void Reset() => _high = _low = 0;

        public void Update(ReadOnlySpan<byte> bytes)
        {
            fixed (byte* source = bytes)
            fixed (ulong* tables = _tables)
            {
                int whole = bytes.Length / BlockLength * BlockLength;
                UpdateBlocks((byte*)tables, source, source + whole);
                if (whole == bytes.Length) return;

                byte* padded = stackalloc byte[BlockLength];
                for (int i = 0; i < BlockLength; i++)
                    padded[i] = whole + i < bytes.Length ? source[whole + i] : (byte)0;
                UpdateBlocks((byte*)tables, padded, padded + BlockLength);
            }
        }

        public void WriteTo(Span<byte> hash)
        {
            BinaryPrimitives.WriteUInt64BigEndian(hash, _high);
            BinaryPrimitives.WriteUInt64BigEndian(hash.Slice(8), _low);
        }

        private void UpdateBlocks(byte* tables, byte* block, byte* end)
        {
            ulong high = _high;
            ulong low = _low;
            for (; block < end; block += BlockLength)
            {
                ulong first = high ^ Read(block);
                ulong second = low ^ Read(block + sizeof(ulong));
                high = low = 0;
                Add(tables, first, ref high, ref low);
                Add(tables + TablesAHalf * TableLength, second, ref high, ref low);
            }

            _high = high;
            _low = low;
        }

        // 64-bit processors read words from anywhere; a 32-bit one may fault.
        private static ulong Read(byte* word) => sizeof(nuint) == sizeof(ulong) && BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReverseEndianness(*(ulong*)word)
            : BinaryPrimitives.ReadUInt64BigEndian(new ReadOnlySpan<byte>(word, sizeof(ulong)));

        // Written out, since the offset of a table costs nothing when it is a constant.
        private static void Add(byte* t, ulong bits, ref ulong high, ref ulong low)
        {
            ulong h = high;
            ulong l = low;
            ulong* entry;
            entry = (ulong*)(t + (bits >> 56 & HalfByte));
            h ^= entry[0];
            l ^= entry[1];
            entry = (ulong*)(t + (bits >> 52 & HalfByte) + TableLength);
            h ^= entry[0];
            l ^= entry[1];
            entry = (ulong*)(t + (bits >> 48 & HalfByte) + 2 * TableLength);
            h ^= entry[0];
            l ^= entry[1];
            entry = (ulong*)(t + (bits >> 44 & HalfByte) + 3 * TableLength);
            h ^= entry[0];
            l ^= entry[1];
            entry = (ulong*)(t + (bits >> 40 & HalfByte) + 4 * TableLength);
            h ^= entry[0];
            l ^= entry[1];
            entry = (ulong*)(t + (bits >> 36 & HalfByte) + 5 * TableLength);
            h ^= entry[0];
            l ^= entry[1];
            entry = (ulong*)(t + (bits >> 32 & HalfByte) + 6 * TableLength);
            h ^= entry[0];
            l ^= entry[1];
            entry = (ulong*)(t + (bits >> 28 & HalfByte) + 7 * TableLength);
            h ^= entry[0];
            l ^= entry[1];
            entry = (ulong*)(t + (bits >> 24 & HalfByte) + 8 * TableLength);
            h ^= entry[0];
            l ^= entry[1];
            entry = (ulong*)(t + (bits >> 20 & HalfByte) + 9 * TableLength);
            h ^= entry[0];
            l ^= entry[1];
            entry = (ulong*)(t + (bits >> 16 & HalfByte) + 10 * TableLength);
            h ^= entry[0];
            l ^= entry[1];
            entry = (ulong*)(t + (bits >> 12 & HalfByte) + 11 * TableLength);
            h ^= entry[0];
            l ^= entry[1];
            entry = (ulong*)(t + (bits >> 8 & HalfByte) + 12 * TableLength);
            h ^= entry[0];
            l ^= entry[1];
            entry = (ulong*)(t + (bits >> 4 & HalfByte) + 13 * TableLength);
            h ^= entry[0];
            l ^= entry[1];
            entry = (ulong*)(t + (bits & HalfByte) + 14 * TableLength);
            h ^= entry[0];
            l ^= entry[1];
            entry = (ulong*)(t + (bits << 4 & HalfByte) + 15 * TableLength);
            h ^= entry[0];
            l ^= entry[1];
            high = h;
            low = l;
        }

        private static void MultiplyByX(ref ulong high, ref ulong low)
        {
            ulong reduced = (low & 1) == 0 ? 0 : Polynomial;
            low = low >> 1 | high << 63;
            high = high >> 1 ^ reduced;
        }
    }
}
