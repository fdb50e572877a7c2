#nullable enable
using System;
using Earshot.Audio.Opus;

namespace Earshot.Tests
{
    /// <summary>An encoder that only notes how loud the last frame was.</summary>
    public sealed class LoudnessEncoder : IOpusEncoder
    {
        /// <summary>Root mean square of the last frame.</summary>
        public float Loudness { get; private set; }

        public int Bitrate { get; set; } = 40_000;

        public int ExpectedLossPercent { get; set; } = 10;

        public int Complexity { get; set; } = 9;

        public bool UsesDtx { get; set; }

        public int Encode(ReadOnlySpan<float> pcm, Span<byte> payload)
        {
            double energy = 0;
            foreach (float sample in pcm) energy += sample * sample;
            Loudness = (float)Math.Sqrt(energy / pcm.Length);
            payload[0] = 0xF8;
            return 1;
        }

        public void Dispose()
        {
        }
    }
}
