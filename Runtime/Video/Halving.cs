#nullable enable
using System;

namespace Earshot.Video
{
    /// <summary>Scales pictures by a half, as simulcast's layers are; twice is a quarter. Nothing here allocates once
    /// the target has its size.</summary>
    public static class Halving
    {
        /// <summary>Fills the target with the source at half its width and height, rounded down but never to
        /// nothing. A sample is the mean of four.</summary>
        public static void Halve(I420Frame source, I420Frame target)
        {
            if (ReferenceEquals(source, target))
                throw new ArgumentException("A frame is halved into another one; give it one.", nameof(target));
            target.Resize(Math.Max(1, source.Width / 2), Math.Max(1, source.Height / 2));
            Halve(source.Y, source.Width, source.Height, target.Y, target.Width, target.Height);
            int width = source.ChromaWidth, height = source.ChromaHeight;
            Halve(source.U, width, height, target.U, target.ChromaWidth, target.ChromaHeight);
            Halve(source.V, width, height, target.V, target.ChromaWidth, target.ChromaHeight);
        }

        private static void Halve(
            ReadOnlySpan<byte> source, int width, int height, Span<byte> target, int targetWidth, int targetHeight)
        {
            for (int y = 0; y < targetHeight; y++)
            {
                ReadOnlySpan<byte> upper = source.Slice(2 * y * width, width);
                ReadOnlySpan<byte> lower = source.Slice(Math.Min(2 * y + 1, height - 1) * width, width);
                Halve(upper, lower, target.Slice(y * targetWidth, targetWidth));
            }
        }

        private static void Halve(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> row)
        {
            int pairs = Math.Min(row.Length, upper.Length / 2);
            for (int x = 0; x < pairs; x++)
            {
                int at = 2 * x;
                row[x] = (byte)(upper[at] + upper[at + 1] + lower[at] + lower[at + 1] + 2 >> 2);
            }

            // The last sample of an odd row has no right neighbour.
            if (pairs < row.Length) row[pairs] = (byte)(upper[upper.Length - 1] + lower[lower.Length - 1] + 1 >> 1);
        }
    }
}
