#nullable enable
// How the picture was held when it was taken.
// 3GPP TS 26.114 section 7.4.5, "Coordination of Video Orientation"
//
//   0 1 2 3 4 5 6 7
//  +-+-+-+-+-+-+-+-+
//  |0 0 0 0|C|F|R R|
//  +-+-+-+-+-+-+-+-+
using System;

namespace Earshot.Rtc.Rtp
{
    /// <summary>The value of a video-orientation header extension.</summary>
    public readonly struct VideoOrientation
    {
        /// <summary>Length in bytes of the value.</summary>
        public const int Length = 1;

        /// <summary>How far to turn the picture clockwise before it is shown: 0, 90, 180 or 270 degrees.</summary>
        public readonly int Degrees;

        /// <summary>True when the picture is to be mirrored left to right.</summary>
        public readonly bool IsFlipped;

        /// <summary>True when the camera looks the way its user looks (the back camera of a phone).</summary>
        public readonly bool IsBackCamera;

        /// <summary>An orientation; other turns than by 0, 90, 180 and 270 degrees cannot be told.</summary>
        public VideoOrientation(int degrees, bool isFlipped = false, bool isBackCamera = false)
        {
            if (degrees < 0 || degrees > 270 || degrees % 90 != 0)
                throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "Turn by 0, 90, 180 or 270 degrees.");
            Degrees = degrees;
            IsFlipped = isFlipped;
            IsBackCamera = isBackCamera;
        }

        /// <summary>Reads an element's value; false when it is empty.</summary>
        public static bool TryParse(ReadOnlySpan<byte> value, out VideoOrientation orientation)
        {
            orientation = default;
            if (value.Length < Length) return false;
            orientation = new VideoOrientation(90 * (value[0] & 3), (value[0] & 4) != 0, (value[0] & 8) != 0);
            return true;
        }

        /// <summary>Writes one byte and returns 1.</summary>
        public int WriteTo(Span<byte> value)
        {
            value[0] = (byte)(Degrees / 90 | (IsFlipped ? 4 : 0) | (IsBackCamera ? 8 : 0));
            return Length;
        }
    }
}
