#nullable enable
using System;

namespace Earshot.Audio.Opus
{
    /// <summary>An Opus encoder of 48 kHz sound (RFC 6716), mono or interleaved stereo. One thread at a time uses it;
    /// how much Encode allocates is the codec's (libopus: nothing).</summary>
    public interface IOpusEncoder : IDisposable
    {
        /// <summary>Encodes one frame of 48 kHz (120, 240, 480, 960, 1,920 or 2,880 samples in -1..1, of each channel)
        /// and returns the payload's length in bytes, or a negative <see cref="OpusStatus"/>.</summary>
        int Encode(ReadOnlySpan<float> pcm, Span<byte> payload);

        /// <summary>Bits a second to aim at, 6,000 to 510,000.</summary>
        int Bitrate { get; set; }

        /// <summary>The share of packets expected to be lost, 0 to 100: how much is spent on in-band FEC.</summary>
        int ExpectedLossPercent { get; set; }

        /// <summary>0 (cheap) to 10 (best).</summary>
        int Complexity { get; set; }

        /// <summary>Discontinuous transmission: silence becomes payloads of at most two bytes, which need not be sent
        /// (https://www.rfc-editor.org/rfc/rfc6716#section-2.1.9), and every 400 ms one that should. Off at first: the
        /// SFU forgets a track that sends nothing for 30 s.</summary>
        bool UsesDtx { get; set; }
    }
}
