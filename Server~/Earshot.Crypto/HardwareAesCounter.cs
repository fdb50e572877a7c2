using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Earshot.Io.Crypto;
using Earshot.Rtc.Srtp;

namespace Earshot.Crypto;

/// <summary>AES in counter mode, four blocks side by side: a round takes the processor four cycles, but it begins
/// one or two in each.</summary>
internal sealed class HardwareAesCounter : ICounterCipher
{
    private const int BlockLength = 16;
    private const int StrideLength = 4 * BlockLength;

    private readonly Vector128<byte>[] _keys;

    /// <summary>A cipher under a key of 16 or 32 bytes.</summary>
    public HardwareAesCounter(ReadOnlySpan<byte> key)
    {
        uint[] words = AesKeySchedule.Expand(key);
        BinaryPrimitives.ReverseEndianness(words, words);
        _keys = MemoryMarshal.Cast<uint, Vector128<byte>>(words).ToArray();
    }

    public void Apply(ReadOnlySpan<byte> iv, Span<byte> data)
    {
        Vector128<uint> start = Vector128.Create(iv).AsUInt32();
        uint count = BinaryPrimitives.ReadUInt32BigEndian(iv[12..]);
        for (; data.Length >= StrideLength; data = data[StrideLength..], count += 4)
            ApplyStride(start, count, data);
        if (data.Length == 0) return;

        Span<byte> stride = stackalloc byte[StrideLength];
        data.CopyTo(stride);
        ApplyStride(start, count, stride);
        stride[..data.Length].CopyTo(data);
    }

    private void ApplyStride(Vector128<uint> start, uint count, Span<byte> data)
    {
        ReadOnlySpan<Vector128<byte>> keys = _keys;
        Vector128<byte> key = keys[0];
        Vector128<byte> a = Block(start, count) ^ key;
        Vector128<byte> b = Block(start, count + 1) ^ key;
        Vector128<byte> c = Block(start, count + 2) ^ key;
        Vector128<byte> d = Block(start, count + 3) ^ key;
        for (int i = 1; i < keys.Length - 1; i++)
        {
            key = keys[i];
            a = AesInstructions.Round(a, key);
            b = AesInstructions.Round(b, key);
            c = AesInstructions.Round(c, key);
            d = AesInstructions.Round(d, key);
        }

        key = keys[^1];
        Xor(AesInstructions.LastRound(a, key), data);
        Xor(AesInstructions.LastRound(b, key), data[BlockLength..]);
        Xor(AesInstructions.LastRound(c, key), data[(2 * BlockLength)..]);
        Xor(AesInstructions.LastRound(d, key), data[(3 * BlockLength)..]);
    }

    private static Vector128<byte> Block(Vector128<uint> start, uint count) =>
        start.WithElement(3, BinaryPrimitives.ReverseEndianness(count)).AsByte();

    private static void Xor(Vector128<byte> keystream, Span<byte> data) =>
        (Vector128.Create<byte>(data) ^ keystream).CopyTo(data);
}
