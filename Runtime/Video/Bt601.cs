#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Earshot.Video
{
    /// <summary>Colours as WebRTC's video has them: BT.601 at limited range, luma 16 to 235 and chroma 16 to 240
    /// (https://www.itu.int/rec/R-REC-BT.601), in fixed point of 8 bits. RGBA has 4 bytes a pixel, red first, its rows
    /// without gaps. Nothing here allocates.</summary>
    public static class Bt601
    {
        private const int Half = 128;

        /// <summary>Fills a frame, whose size says how much of <paramref name="rgba"/> is read. Chroma is the mean of
        /// 2x2 pixels; alpha is left out.</summary>
        public static void FromRgba(ReadOnlySpan<byte> rgba, I420Frame frame, RowOrder order = RowOrder.TopDown)
        {
            ReadOnlySpan<uint> pixels = MemoryMarshal.Cast<byte, uint>(rgba);
            ThrowIfShort(pixels.Length, frame);
            int width = frame.Width;
            for (int y = 0; y < frame.Height; y += 2)
            {
                int below = Math.Min(y + 1, frame.Height - 1);
                ReadOnlySpan<uint> upper = pixels.Slice(RowOf(y, frame, order) * width, width);
                ReadOnlySpan<uint> lower = pixels.Slice(RowOf(below, frame, order) * width, width);
                ToLuma(upper, frame.Y.Slice(y * frame.LumaStride, width));
                if (below != y) ToLuma(lower, frame.Y.Slice(below * frame.LumaStride, width));
                int at = (y >> 1) * frame.ChromaStride;
                ToChroma(upper, lower, frame.U.Slice(at, frame.ChromaWidth), frame.V.Slice(at, frame.ChromaWidth));
            }
        }

        /// <summary>Writes the frame's pixels, opaque, into <paramref name="rgba"/> of at least 4 bytes each.</summary>
        public static void ToRgba(I420Frame frame, Span<byte> rgba, RowOrder order = RowOrder.TopDown)
        {
            Span<uint> pixels = MemoryMarshal.Cast<byte, uint>(rgba);
            ThrowIfShort(pixels.Length, frame);
            for (int y = 0; y < frame.Height; y++)
            {
                int at = (y >> 1) * frame.ChromaStride;
                ToRgba(
                    frame.Y.Slice(y * frame.LumaStride, frame.Width),
                    frame.U.Slice(at, frame.ChromaWidth),
                    frame.V.Slice(at, frame.ChromaWidth),
                    pixels.Slice(RowOf(y, frame, order) * frame.Width, frame.Width));
            }
        }

        private static int RowOf(int y, I420Frame frame, RowOrder order) =>
            order == RowOrder.TopDown ? y : frame.Height - 1 - y;

        // Red stands in the lowest byte of a word: every processor Unity runs on is little-endian.
        private static void ToLuma(ReadOnlySpan<uint> pixels, Span<byte> luma)
        {
            for (int x = 0; x < pixels.Length && x < luma.Length; x++)
            {
                uint pixel = pixels[x];
                uint sum = 66 * (pixel & 0xFF) + 129 * (pixel >> 8 & 0xFF) + 25 * (pixel >> 16 & 0xFF);
                luma[x] = (byte)((sum + Half >> 8) + 16);
            }
        }

        private static void ToChroma(
            ReadOnlySpan<uint> upper, ReadOnlySpan<uint> lower, Span<byte> u, Span<byte> v)
        {
            for (int x = 0; x < u.Length && x < v.Length; x++)
            {
                int left = 2 * x, right = Math.Min(left + 1, upper.Length - 1);
                uint a = upper[left], b = upper[right], c = lower[left], d = lower[right];
                // Red and blue of four pixels add up in one word, 16 bits apart.
                uint redBlue = (a & 0xFF00FF) + (b & 0xFF00FF) + (c & 0xFF00FF) + (d & 0xFF00FF);
                int red = (int)(redBlue & 0xFFFF), blue = (int)(redBlue >> 16);
                int green = (int)((a >> 8 & 0xFF) + (b >> 8 & 0xFF) + (c >> 8 & 0xFF) + (d >> 8 & 0xFF));
                u[x] = (byte)((-38 * red - 74 * green + 112 * blue + 4 * Half >> 10) + 128);
                v[x] = (byte)((112 * red - 94 * green - 18 * blue + 4 * Half >> 10) + 128);
            }
        }

        private static void ToRgba(
            ReadOnlySpan<byte> luma, ReadOnlySpan<byte> u, ReadOnlySpan<byte> v, Span<uint> pixels)
        {
            for (int i = 0; i < u.Length && i < v.Length; i++)
            {
                int blueness = u[i] - 128, redness = v[i] - 128;
                int red = 409 * redness + Half;
                int green = -100 * blueness - 208 * redness + Half;
                int blue = 516 * blueness + Half;
                int x = 2 * i;
                pixels[x] = ToPixel(luma[x], red, green, blue);
                if (++x < luma.Length) pixels[x] = ToPixel(luma[x], red, green, blue);
            }
        }

        private static uint ToPixel(byte luma, int red, int green, int blue)
        {
            int light = 298 * (luma - 16);
            return ToByte(light + red) | ToByte(light + green) << 8 | ToByte(light + blue) << 16 | 0xFF000000;
        }

        private static uint ToByte(int fixedPoint)
        {
            int value = fixedPoint >> 8;
            return (uint)value <= 255 ? (uint)value : value < 0 ? 0u : 255u;
        }

        private static void ThrowIfShort(int pixels, I420Frame frame)
        {
            if (pixels < frame.Width * frame.Height)
                throw new ArgumentException(
                    $"A frame of {frame.Width}x{frame.Height} needs 4 bytes for each of its pixels.", "rgba");
        }
    }
}
