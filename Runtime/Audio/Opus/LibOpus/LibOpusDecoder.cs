#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Earshot.Audio.Opus
{
    /// <summary>libopus's decoder; it mixes stereo down to mono, and doubles mono to stereo, itself.</summary>
    internal sealed class LibOpusDecoder : IOpusDecoder
    {
        private readonly LibOpusDecoderHandle _handle;
        private readonly int _channels;

        internal LibOpusDecoder(int channels)
        {
            _channels = channels;
            _handle = LibOpus.CreateDecoder(OpusLibrary.SampleRate, channels, out int error);
            if (error != 0) throw new InvalidOperationException($"libopus made no decoder: {(OpusStatus)error}.");
        }

        public int Decode(ReadOnlySpan<byte> payload, Span<float> pcm) => Decode(payload, pcm, fec: 0);

        public int DecodeFec(ReadOnlySpan<byte> nextPayload, Span<float> pcm) => Decode(nextPayload, pcm, fec: 1);

        public int Conceal(Span<float> pcm)
        {
            if (pcm.IsEmpty) return (int)OpusStatus.BadArgument;
            int samples = pcm.Length / _channels;
            return LibOpus.Conceal(_handle, IntPtr.Zero, 0, ref MemoryMarshal.GetReference(pcm), samples, 0);
        }

        public void Dispose() => _handle.Dispose();

        private int Decode(ReadOnlySpan<byte> payload, Span<float> pcm, int fec)
        {
            if (payload.IsEmpty || pcm.IsEmpty) return (int)OpusStatus.InvalidPacket;
            return LibOpus.Decode(_handle, ref MemoryMarshal.GetReference(payload), payload.Length,
                ref MemoryMarshal.GetReference(pcm), pcm.Length / _channels, fec);
        }
    }
}
