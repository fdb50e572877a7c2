#nullable enable
using System;

namespace Earshot.Audio.Opus
{
    /// <summary>An Opus decoder to 48 kHz sound (RFC 6716), mono or interleaved stereo. One thread at a time uses it,
    /// packet after packet in order; how much it allocates is the codec's (libopus: nothing). Each method returns the
    /// samples of each channel that were written, or a negative <see cref="OpusStatus"/>: bytes of the network never
    /// raise an exception.</summary>
    public interface IOpusDecoder : IDisposable
    {
        /// <summary>Decodes a packet; <paramref name="pcm"/> holds at least its duration (at most 5,760
        /// samples of each channel).</summary>
        int Decode(ReadOnlySpan<byte> payload, Span<float> pcm);

        /// <summary>Decodes the copy of the lost packet that its successor carries (RFC 6716 section 2.1.7), or
        /// conceals when it carries none. <paramref name="pcm"/> is exactly as long as the lost packet; its successor
        /// is to be decoded next.</summary>
        int DecodeFec(ReadOnlySpan<byte> nextPayload, Span<float> pcm);

        /// <summary>Fills <paramref name="pcm"/>, a multiple of 480 samples (10 ms), with what might have been said
        /// (packet loss concealment, RFC 6716 section 4.4).</summary>
        int Conceal(Span<float> pcm);
    }
}
