#nullable enable
#if EARSHOT_CONCENTUS
using System;
using Concentus;

namespace Earshot.Audio.Opus
{
    /// <summary>Concentus's decoder. It works in 16-bit integers, which are asked for and converted here, because its
    /// float overload makes the array for them anew at each call. What it allocates inside a call stays: its API takes
    /// no buffers for that.</summary>
    internal sealed class ConcentusDecoder : IOpusDecoder
    {
        private readonly short[] _pcm;
        private readonly int _channels;
        private global::Concentus.IOpusDecoder? _decoder;

        internal ConcentusDecoder(int channels)
        {
            _channels = channels;
            _pcm = new short[OpusPacket.MaxSamples * channels];
            _decoder = OpusCodecFactory.CreateDecoder(OpusLibrary.SampleRate, channels);
        }

        public int Decode(ReadOnlySpan<byte> payload, Span<float> pcm)
        {
            if (!OpusPacket.TryGetSamples(payload, out _) || pcm.IsEmpty) return (int)OpusStatus.InvalidPacket;
            return Decode(payload, pcm, fec: false);
        }

        public int DecodeFec(ReadOnlySpan<byte> nextPayload, Span<float> pcm)
        {
            if (!OpusPacket.TryGetSamples(nextPayload, out _) || pcm.IsEmpty) return (int)OpusStatus.InvalidPacket;
            return Decode(nextPayload, pcm, fec: true);
        }

        public int Conceal(Span<float> pcm) =>
            pcm.IsEmpty ? (int)OpusStatus.BadArgument : Decode(default, pcm, fec: false);

        public void Dispose()
        {
            _decoder?.Dispose();
            _decoder = null;
        }

        private int Decode(ReadOnlySpan<byte> payload, Span<float> pcm, bool fec)
        {
            global::Concentus.IOpusDecoder decoder =
                _decoder ?? throw new ObjectDisposedException(nameof(ConcentusDecoder));
            int room = Math.Min(pcm.Length / _channels, OpusPacket.MaxSamples);
            try
            {
                int samples = decoder.Decode(payload, _pcm.AsSpan(0, room * _channels), room, fec);
                for (int i = 0; i < samples * _channels; i++) pcm[i] = _pcm[i] * (1f / 32768);
                return samples;
            }
            catch (OpusException refusal)
            {
                return Status(refusal);
            }
            catch (Exception) // a corrupt packet led it out of an array; half decoded, its state is no use any more
            {
                decoder.ResetState();
                return (int)OpusStatus.InvalidPacket;
            }
        }

        /// <summary>What the exception says in libopus's numbers, which are its own too, but for one.</summary>
        internal static int Status(OpusException refusal) =>
            refusal.OpusErrorCode >= (int)OpusStatus.AllocationFailed
                ? refusal.OpusErrorCode
                : (int)OpusStatus.InternalError;
    }
}
#endif
