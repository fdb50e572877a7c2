#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Io.Crypto
{
    /// <summary>GHASH a byte at a time, with Shoup's tables of 4 kB a key. The first bit of a block is the coefficient
    /// of x^0, so multiplying by x shifts right, and what falls out comes back as 0xE1 at the top.</summary>
    internal sealed class ManagedGhash : IGhash
    {
        private const int BlockLength = 16;
        private const ulong Polynomial = 0xE1UL << 56;

        private static readonly ulong[] Reduction = CreateReduction();

        // For each byte, the product of H with the polynomial of degree 7 it stands for.
        private readonly ulong[] _highs = new ulong[256];
        private readonly ulong[] _lows = new ulong[256];
        private ulong _high;
        private ulong _low;

        public void SetKey(ReadOnlySpan<byte> h)
        {
            ulong high = BinaryPrimitives.ReadUInt64BigEndian(h);
            ulong low = BinaryPrimitives.ReadUInt64BigEndian(h.Slice(8));
            for (int bit = 0x80; bit > 0; bit >>= 1)
            {
                _highs[bit] = high;
                _lows[bit] = low;
                MultiplyByX(ref high, ref low);
            }

            for (int i = 1; i < 256; i++)
            {
                int lowestBit = i & -i;
                _highs[i] = _highs[lowestBit] ^ _highs[i ^ lowestBit];
                _lows[i] = _lows[lowestBit] ^ _lows[i ^ lowestBit];
            }
        }

        public void Reset() => _high = _low = 0;

        public void Update(ReadOnlySpan<byte> bytes)
        {
            for (; bytes.Length >= BlockLength; bytes = bytes.Slice(BlockLength)) UpdateBlock(bytes);
            if (bytes.Length == 0) return;

            Span<byte> padded = stackalloc byte[BlockLength];
            padded.Clear();
            bytes.CopyTo(padded);
            UpdateBlock(padded);
        }

        public void WriteTo(Span<byte> hash)
        {
            BinaryPrimitives.WriteUInt64BigEndian(hash, _high);
            BinaryPrimitives.WriteUInt64BigEndian(hash.Slice(8), _low);
        }

        private void UpdateBlock(ReadOnlySpan<byte> block)
        {
            ulong high = 0;
            ulong low = 0;
            MultiplyIn(_low ^ BinaryPrimitives.ReadUInt64BigEndian(block.Slice(8)), ref high, ref low);
            MultiplyIn(_high ^ BinaryPrimitives.ReadUInt64BigEndian(block), ref high, ref low);
            _high = high;
            _low = low;
        }

        // Horner's rule from the highest coefficients, which are the last bytes: times x^8, plus the next product.
        private void MultiplyIn(ulong bytes, ref ulong high, ref ulong low)
        {
            ulong h = high;
            ulong l = low;
            for (int i = 0; i < 8; i++)
            {
                ulong reduced = Reduction[(byte)l];
                byte next = (byte)bytes;
                l = (l >> 8 | h << 56) ^ _lows[next];
                h = h >> 8 ^ reduced ^ _highs[next];
                bytes >>= 8;
            }

            high = h;
            low = l;
        }

        private static ulong[] CreateReduction()
        {
            var reduction = new ulong[256];
            for (int i = 0; i < 256; i++)
            {
                ulong high = 0;
                ulong low = (ulong)i;
                for (int bit = 0; bit < 8; bit++) MultiplyByX(ref high, ref low);
                reduction[i] = high;
            }

            return reduction;
        }

        private static void MultiplyByX(ref ulong high, ref ulong low)
        {
            ulong reduced = (low & 1) == 0 ? 0 : Polynomial;
            low = low >> 1 | high << 63;
            high = high >> 1 ^ reduced;
        }
    }
}
