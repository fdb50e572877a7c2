using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Earshot.Fuzz;

/// <summary>Makes an input out of others: a few small changes at a time, by a seed.</summary>
internal sealed class Mutator(int seed)
{
    private const int LongestInput = 2048;

    private static readonly byte[] Bytes = [0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 192, 254, 255];

    private readonly Random _random = new(seed);

    /// <summary>A changed copy of one of the corpus.</summary>
    public byte[] Mutate(IReadOnlyList<byte[]> corpus)
    {
        var input = new List<byte>(Any(corpus));
        for (int changes = 1 << _random.Next(0, 5); changes > 0; changes--) Change(input, corpus);
        if (input.Count > LongestInput) input.RemoveRange(LongestInput, input.Count - LongestInput);
        return [.. input];
    }

    private byte[] Any(IReadOnlyList<byte[]> corpus)
    {
        // The later found, the more likely: it has been tried less.
        int at = Math.Max(_random.Next(corpus.Count), _random.Next(corpus.Count));
        return corpus[at];
    }

    private void Change(List<byte> input, IReadOnlyList<byte[]> corpus)
    {
        if (input.Count == 0)
        {
            input.Add((byte)_random.Next(256));
            return;
        }

        int at = _random.Next(input.Count);
        switch (_random.Next(10))
        {
            case 0:
                input[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                input[at] = Bytes[_random.Next(Bytes.Length)];
                break;
            case 2:
                input[at] = (byte)_random.Next(256);
                break;
            case 3:
                input[at] += (byte)_random.Next(-8, 9);
                break;
            case 4:
                WriteNumber(input, at);
                break;
            case 5:
                input.RemoveRange(at, LengthFrom(input, at));
                break;
            case 6:
                input.InsertRange(at, input.GetRange(at, LengthFrom(input, at)));
                break;
            case 7:
                input.Insert(at, Bytes[_random.Next(Bytes.Length)]);
                break;
            case 8:
                Splice(input, at, Any(corpus));
                break;
            default:
                if (_random.Next(4) == 0) input.RemoveRange(at, input.Count - at);
                else input[at] = input[_random.Next(input.Count)];
                break;
        }
    }

    private int LengthFrom(List<byte> input, int at) => Math.Min(input.Count - at, 1 << _random.Next(0, 7));

    private void WriteNumber(List<byte> input, int at)
    {
        if (at + 2 > input.Count) return;
        Span<byte> number = stackalloc byte[2];
        int value = _random.Next(3) switch
        {
            0 => input.Count - at,
            1 => (1 << _random.Next(0, 17)) - 1,
            _ => 1 << _random.Next(0, 16),
        };
        BinaryPrimitives.WriteUInt16BigEndian(number, (ushort)value);
        input[at] = number[0];
        input[at + 1] = number[1];
    }

    private void Splice(List<byte> input, int at, byte[] other)
    {
        if (other.Length == 0) return;
        int from = _random.Next(other.Length);
        int length = Math.Min(other.Length - from, 1 << _random.Next(0, 8));
        input.InsertRange(at, other[from..(from + length)]);
    }
}
