#nullable enable
using System;
using Earshot.Video;

namespace Earshot.Tests
{
    /// <summary>A film for tests: ground with texture, a disc that wanders over it, and the picture's number in sixteen
    /// fields along the top, which survives coding.</summary>
    public static class MovingPicture
    {
        private const int Bits = 16;
        private const int Bright = 220;
        private const int Dark = 30;

        /// <summary>Draws one picture of the film.</summary>
        public static void Draw(I420Frame frame, int number)
        {
            DrawGround(frame);
            DrawDisc(frame, number);
            int field = FieldHeight(frame);
            for (int y = 0; y < field; y++)
            {
                Span<byte> row = frame.Y.Slice(y * frame.LumaStride, frame.Width);
                for (int x = 0; x < row.Length; x++)
                    row[x] = (number >> (x * Bits / frame.Width) & 1) != 0 ? (byte)Bright : (byte)Dark;
            }
        }

        /// <summary>A picture of the film in a frame of its own.</summary>
        public static I420Frame Of(int width, int height, int number)
        {
            var frame = new I420Frame(width, height);
            Draw(frame, number);
            return frame;
        }

        /// <summary>The number that is written into the picture; only its low 16 bits are.</summary>
        public static int ReadNumber(I420Frame frame)
        {
            int number = 0;
            int y = FieldHeight(frame) / 2;
            for (int bit = 0; bit < Bits; bit++)
            {
                int x = (2 * bit + 1) * frame.Width / (2 * Bits);
                if (frame.Y[y * frame.LumaStride + x] > (Bright + Dark) / 2) number |= 1 << bit;
            }

            return number;
        }

        /// <summary>Peak signal to noise ratio of luma, in dB; 100 when nothing differs.</summary>
        public static double Psnr(I420Frame a, I420Frame b)
        {
            long sum = 0;
            Span<byte> left = a.Y, right = b.Y;
            for (int i = 0; i < left.Length; i++) sum += (left[i] - right[i]) * (left[i] - right[i]);
            return sum == 0 ? 100 : 10 * Math.Log10(255.0 * 255.0 * left.Length / sum);
        }

        private static int FieldHeight(I420Frame frame) => Math.Max(1, frame.Height / 12);

        private static void DrawGround(I420Frame frame)
        {
            for (int y = 0; y < frame.Height; y++)
            {
                Span<byte> row = frame.Y.Slice(y * frame.LumaStride, frame.Width);
                for (int x = 0; x < row.Length; x++)
                    row[x] = (byte)(60 + 100 * x / frame.Width + ((x >> 3 ^ y >> 3) & 1) * 16 + (x * 7 + y * 13 & 7));
            }

            for (int y = 0; y < frame.ChromaHeight; y++)
            {
                int at = y * frame.ChromaStride, slope = 60 * y / frame.ChromaHeight;
                frame.U.Slice(at, frame.ChromaWidth).Fill((byte)(90 + slope));
                frame.V.Slice(at, frame.ChromaWidth).Fill((byte)(160 - slope));
            }
        }

        private static void DrawDisc(I420Frame frame, int number)
        {
            int radius = Math.Max(1, frame.Height / 6);
            int centreX = radius + number * 5 % Math.Max(1, frame.Width - 2 * radius);
            int centreY = frame.Height / 2 + (int)(frame.Height / 5 * Math.Sin(number * 0.1));
            for (int y = Math.Max(0, centreY - radius); y < Math.Min(frame.Height, centreY + radius); y++)
            {
                int half = (int)Math.Sqrt(radius * radius - (y - centreY) * (y - centreY));
                int left = Math.Max(0, centreX - half), right = Math.Min(frame.Width, centreX + half);
                for (int x = left; x < right; x++) frame.Y[y * frame.LumaStride + x] = (byte)(200 - (x - left & 31));
                int chroma = (y >> 1) * frame.ChromaStride;
                for (int x = left >> 1; x < right >> 1; x++) (frame.U[chroma + x], frame.V[chroma + x]) = (70, 190);
            }
        }
    }
}
