#nullable enable
using System;

namespace Earshot.Video.Vp8
{
    /// <summary>A VP8 decoder (RFC 6386). One thread at a time uses it, frame after frame in order; it allocates
    /// nothing while the size stays. Bytes of the network never raise an exception: after a frame that it refused it
    /// wants a key frame, and refuses all others.</summary>
    public interface IVp8Decoder : IDisposable
    {
        /// <summary>Decodes a whole frame.</summary>
        Vp8Status Decode(ReadOnlySpan<byte> frame);

        /// <summary>Copies the picture that the last frame shows; false when it shows none.</summary>
        bool TryGetPicture(I420Frame picture);
    }
}
