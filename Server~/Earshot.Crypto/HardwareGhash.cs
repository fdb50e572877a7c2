using System;
using System.Runtime.Intrinsics;
using Earshot.Io.Crypto;

namespace Earshot.Crypto;

/// <summary>GHASH as POLYVAL of the blocks turned end to end, under x times the key
/// (https://www.rfc-editor.org/rfc/rfc8452#appendix-A): bits then stand as the multiplication instructions take them.
/// Four blocks are multiplied by the key's fourth to first power and reduced together.</summary>
internal sealed class HardwareGhash : IGhash
{
    private const int BlockLength = 16;
    private const int StrideLength = 4 * BlockLength;

    // x^128 + x^127 + x^126 + x^121 + 1: but for the first term as 128 bits, and its upper half for both lanes.
    private static readonly Vector128<ulong> Polynomial = Vector128.Create(1, 0xC2UL << 56);
    private static readonly Vector128<ulong> UpperHalf = Vector128.Create(0xC2UL << 56);

    private Vector128<ulong> _h1;
    private Vector128<ulong> _h2;
    private Vector128<ulong> _h3;
    private Vector128<ulong> _h4;
    private Vector128<ulong> _sum;

    public void SetKey(ReadOnlySpan<byte> h)
    {
        _h1 = MultiplyByX(Load(h));
        _h2 = Multiply(_h1, _h1);
        _h3 = Multiply(_h2, _h1);
        _h4 = Multiply(_h3, _h1);
    }

    public void Reset() => _sum = default;

    public void Update(ReadOnlySpan<byte> bytes)
    {
        Vector128<ulong> sum = _sum;
        for (; bytes.Length >= StrideLength; bytes = bytes[StrideLength..])
        {
            Product product = Product.Of(sum ^ Load(bytes), _h4)
                + Product.Of(Load(bytes[BlockLength..]), _h3)
                + Product.Of(Load(bytes[(2 * BlockLength)..]), _h2)
                + Product.Of(Load(bytes[(3 * BlockLength)..]), _h1);
            sum = product.Reduce();
        }

        for (; bytes.Length >= BlockLength; bytes = bytes[BlockLength..]) sum = Multiply(sum ^ Load(bytes), _h1);
        if (bytes.Length > 0)
        {
            Span<byte> padded = stackalloc byte[BlockLength];
            padded.Clear();
            bytes.CopyTo(padded);
            sum = Multiply(sum ^ Load(padded), _h1);
        }

        _sum = sum;
    }

    public void WriteTo(Span<byte> hash) => Turn(_sum.AsByte()).CopyTo(hash);

    private static Vector128<ulong> Multiply(Vector128<ulong> a, Vector128<ulong> b) => Product.Of(a, b).Reduce();

    private static Vector128<ulong> MultiplyByX(Vector128<ulong> value)
    {
        ulong low = value[0];
        ulong high = value[1];
        Vector128<ulong> shifted = Vector128.Create(low << 1, high << 1 | low >> 63);
        return high >> 63 == 0 ? shifted : shifted ^ Polynomial;
    }

    private static Vector128<ulong> Load(ReadOnlySpan<byte> block) => Turn(Vector128.Create(block)).AsUInt64();

    private static Vector128<byte> Turn(Vector128<byte> block) => Vector128.Shuffle(
        block, Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));

    /// <summary>A product of 256 bits: low, high, and what belongs between them.</summary>
    private readonly struct Product
    {
        private readonly Vector128<ulong> _low;
        private readonly Vector128<ulong> _cross;
        private readonly Vector128<ulong> _high;

        private Product(Vector128<ulong> low, Vector128<ulong> cross, Vector128<ulong> high)
        {
            _low = low;
            _cross = cross;
            _high = high;
        }

        public static Product Of(Vector128<ulong> a, Vector128<ulong> b) => new(
            AesInstructions.MultiplyLow(a, b),
            AesInstructions.MultiplyCross(a, b),
            AesInstructions.MultiplyHigh(a, b));

        public static Product operator +(in Product a, in Product b) =>
            new(a._low ^ b._low, a._cross ^ b._cross, a._high ^ b._high);

        /// <summary>Divides by x^128, modulo the polynomial: Montgomery's way, 64 bits at a time.</summary>
        public Vector128<ulong> Reduce()
        {
            Vector128<ulong> low = _low ^ Vector128.Create(0, _cross[0]);
            Vector128<ulong> high = _high ^ Vector128.Create(_cross[1], 0);
            low = Swap(low) ^ AesInstructions.MultiplyLow(low, UpperHalf);
            low = Swap(low) ^ AesInstructions.MultiplyLow(low, UpperHalf);
            return low ^ high;
        }

        private static Vector128<ulong> Swap(Vector128<ulong> halves) =>
            Vector128.Shuffle(halves, Vector128.Create(1UL, 0UL));
    }
}
