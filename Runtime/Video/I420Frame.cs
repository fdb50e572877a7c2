#nullable enable
using System;

namespace Earshot.Video
{
    /// <summary>A picture as video codecs know it (8 bits a sample, 4:2:0): a plane of luma and two of chroma, which
    /// have half the width and height, rounded up. The three lie in one array, which is kept when a picture of another
    /// size fits into it. One thread at a time uses it.</summary>
    public sealed class I420Frame
    {
        /// <summary>The widest and the highest picture that VP8 can tell of, in pixels.</summary>
        public const int MaxSide = 16_383;

        /// <summary>An empty frame, for whoever fills it later.</summary>
        public I420Frame()
        {
        }

        /// <summary>A frame of a size in pixels; what it shows is undefined.</summary>
        public I420Frame(int width, int height) => Resize(width, height);

        /// <summary>Pixels in a row.</summary>
        public int Width { get; private set; }

        /// <summary>Rows.</summary>
        public int Height { get; private set; }

        /// <summary>Samples in a row of a chroma plane.</summary>
        public int ChromaWidth => (Width + 1) >> 1;

        /// <summary>Rows of a chroma plane.</summary>
        public int ChromaHeight => (Height + 1) >> 1;

        /// <summary>Bytes from one row of luma to the next.</summary>
        public int LumaStride => Width;

        /// <summary>Bytes from one row of either chroma to the next.</summary>
        public int ChromaStride => ChromaWidth;

        /// <summary>Luma, row by row from the top.</summary>
        public Span<byte> Y => Samples.AsSpan(0, UOffset);

        /// <summary>Blue chroma (Cb).</summary>
        public Span<byte> U => Samples.AsSpan(UOffset, VOffset - UOffset);

        /// <summary>Red chroma (Cr).</summary>
        public Span<byte> V => Samples.AsSpan(VOffset, VOffset - UOffset);

        internal byte[] Samples { get; private set; } = Array.Empty<byte>();

        internal int UOffset => LumaStride * Height;

        internal int VOffset => UOffset + ChromaStride * ChromaHeight;

        /// <summary>Gives it another size; what it shows is undefined afterwards. Allocates only to grow.</summary>
        public void Resize(int width, int height)
        {
            if (width < 1 || width > MaxSide || height < 1 || height > MaxSide)
                throw new ArgumentOutOfRangeException(nameof(width), $"{width}x{height}",
                    $"A picture has 1 to {MaxSide} pixels in each direction.");
            Width = width;
            Height = height;
            int length = VOffset + ChromaStride * ChromaHeight;
            if (Samples.Length < length) Samples = new byte[length];
        }

        /// <summary>Becomes a copy of another frame.</summary>
        public void CopyFrom(I420Frame source)
        {
            Resize(source.Width, source.Height);
            source.Samples.AsSpan(0, VOffset + ChromaStride * ChromaHeight).CopyTo(Samples);
        }

        /// <summary>Becomes a picture without light.</summary>
        public void Blacken()
        {
            Y.Fill(16);
            U.Fill(128);
            V.Fill(128);
        }
    }
}
