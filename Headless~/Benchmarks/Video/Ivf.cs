using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Earshot.Benchmarks.Video;

/// <summary>The container of vpxenc and vpxdec: a header of 32 bytes, then frames of which each says its length and its
/// number.</summary>
internal static class Ivf
{
    private const int HeaderLength = 32;
    private const int FrameHeaderLength = 12;

    /// <summary>A frame, and which picture of the clip it shows.</summary>
    public readonly record struct Frame(int Number, byte[] Bytes);

    public static List<Frame> Read(string path)
    {
        var frames = new List<Frame>();
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path).AsSpan(HeaderLength);
        while (rest.Length > FrameHeaderLength)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            int number = (int)BinaryPrimitives.ReadInt64LittleEndian(rest[4..]);
            frames.Add(new Frame(number, rest.Slice(FrameHeaderLength, length).ToArray()));
            rest = rest[(FrameHeaderLength + length)..];
        }

        return frames;
    }

    public static void Write(string path, Clip clip, List<Frame> frames)
    {
        byte[] header = new byte[HeaderLength];
        "DKIF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(6), HeaderLength);
        "VP80"u8.CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(12), (short)clip.Width);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(14), (short)clip.Height);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), 30);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), 1);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), frames.Count);
        File.WriteAllBytes(path, [.. header, .. frames.SelectMany(WithHeader)]);
    }

    private static byte[] WithHeader(Frame frame)
    {
        byte[] header = new byte[FrameHeaderLength];
        BinaryPrimitives.WriteInt32LittleEndian(header, frame.Bytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(4), frame.Number);
        return [.. header, .. frame.Bytes];
    }
}
