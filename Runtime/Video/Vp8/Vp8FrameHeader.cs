#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Video.Vp8
{
    /// <summary>What a VP8 frame's first bytes tell without decoding it
    /// (https://www.rfc-editor.org/rfc/rfc6386#section-9.1), little-endian.
    /// <code>
    /// +-------------------------------+-------+-+-----+-+
    /// | first partition's length (19) |show(1)|version|P|  P: 0 for a key frame, which has 7 bytes more:
    /// +-------------------------------+-------+---------+
    /// | 9D 01 2A | scale (2) width (14) | scale (2) height (14) |
    /// </code></summary>
    public readonly struct Vp8FrameHeader
    {
        private const int DeltaLength = 3;
        private const int KeyLength = 10;

        /// <summary>True when the frame builds on no other.</summary>
        public readonly bool IsKeyFrame;

        /// <summary>True when there is a picture to show.</summary>
        public readonly bool IsShown;

        /// <summary>A key frame's width in pixels, else 0.</summary>
        public readonly int Width;

        /// <summary>A key frame's height in pixels, else 0.</summary>
        public readonly int Height;

        private Vp8FrameHeader(bool isKeyFrame, bool isShown, int width, int height)
        {
            IsKeyFrame = isKeyFrame;
            IsShown = isShown;
            Width = width;
            Height = height;
        }

        /// <summary>Reads it; false when the bytes are no beginning of a frame.</summary>
        public static bool TryParse(ReadOnlySpan<byte> frame, out Vp8FrameHeader header)
        {
            header = default;
            if (frame.Length < DeltaLength) return false;
            bool isShown = (frame[0] & 0x10) != 0;
            if ((frame[0] & 0x01) != 0)
            {
                header = new Vp8FrameHeader(false, isShown, 0, 0);
                return true;
            }

            if (frame.Length < KeyLength || frame[3] != 0x9D || frame[4] != 0x01 || frame[5] != 0x2A) return false;
            int width = BinaryPrimitives.ReadUInt16LittleEndian(frame.Slice(6)) & I420Frame.MaxSide;
            int height = BinaryPrimitives.ReadUInt16LittleEndian(frame.Slice(8)) & I420Frame.MaxSide;
            header = new Vp8FrameHeader(true, isShown, width, height);
            return width > 0 && height > 0;
        }
    }
}
