#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Video.Vp8
{
    /// <summary>A VP8 encoder for conversation (RFC 6386): nothing is held back, a picture in is a frame out. One
    /// thread at a time uses it, and it allocates nothing while the size stays.</summary>
    public interface IVp8Encoder : IDisposable
    {
        /// <summary>Bits a second to aim at, 10,000 to 100,000,000; takes effect with the next picture.</summary>
        int Bitrate { get; set; }

        /// <summary>Encodes a picture that was taken at a time of the 90 kHz clock, later than the one before. The
        /// frame is a window, valid until the next call; it is empty where the rate control left the picture out. A
        /// picture of another size than the one before becomes a key frame.</summary>
        Vp8Status Encode(I420Frame picture, RtpTime time, bool asKeyFrame, out ReadOnlyMemory<byte> frame);
    }
}
