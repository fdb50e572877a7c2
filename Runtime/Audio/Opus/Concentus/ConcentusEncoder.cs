#nullable enable
#if EARSHOT_CONCENTUS
using System;
using Concentus;

namespace Earshot.Audio.Opus
{
    /// <summary>Concentus's encoder, with in-band FEC on and DTX off as libopus's. The 16-bit integers it works in are
    /// written here into one array for all frames; what it allocates inside a call stays.</summary>
    internal sealed class ConcentusEncoder : IOpusEncoder
    {
        private readonly short[] _pcm;
        private readonly int _channels;
        private global::Concentus.IOpusEncoder? _encoder;

        internal ConcentusEncoder(OpusApplication application, int channels)
        {
            _channels = channels;
            _pcm = new short[OpusPacket.MaxSamples * channels];
            _encoder = OpusCodecFactory.CreateEncoder(
                OpusLibrary.SampleRate, channels, (global::Concentus.Enums.OpusApplication)application);
            _encoder.UseInbandFEC = true;
            Bitrate = OpusSettings.Bitrate;
            ExpectedLossPercent = OpusSettings.ExpectedLossPercent;
            Complexity = OpusSettings.Complexity;
        }

        public int Bitrate
        {
            get => Live.Bitrate;
            set => Live.Bitrate = OpusSettings.CheckBitrate(value);
        }

        public int ExpectedLossPercent
        {
            get => Live.PacketLossPercent;
            set => Live.PacketLossPercent = OpusSettings.CheckExpectedLossPercent(value);
        }

        public int Complexity
        {
            get => Live.Complexity;
            set => Live.Complexity = OpusSettings.CheckComplexity(value);
        }

        public bool UsesDtx
        {
            get => Live.UseDTX;
            set => Live.UseDTX = value;
        }

        private global::Concentus.IOpusEncoder Live =>
            _encoder ?? throw new ObjectDisposedException(nameof(ConcentusEncoder));

        public int Encode(ReadOnlySpan<float> pcm, Span<byte> payload)
        {
            global::Concentus.IOpusEncoder encoder = Live;
            if (pcm.IsEmpty || payload.IsEmpty || pcm.Length > _pcm.Length) return (int)OpusStatus.BadArgument;
            for (int i = 0; i < pcm.Length; i++)
                _pcm[i] = (short)Math.Max(short.MinValue, Math.Min(short.MaxValue, MathF.Round(pcm[i] * 32768)));
            try
            {
                return encoder.Encode(_pcm.AsSpan(0, pcm.Length), pcm.Length / _channels, payload, payload.Length);
            }
            catch (OpusException refusal)
            {
                return ConcentusDecoder.Status(refusal);
            }
        }

        public void Dispose()
        {
            _encoder?.Dispose();
            _encoder = null;
        }
    }
}
#endif
