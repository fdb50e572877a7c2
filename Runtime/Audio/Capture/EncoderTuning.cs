#nullable enable
using System;
using Earshot.Audio.Opus;

namespace Earshot.Audio.Capture
{
    /// <summary>Sets an encoder by what the network bears: the expected loss from what receivers report, the bitrate
    /// from what the estimator allows. Sound thread.</summary>
    internal sealed class EncoderTuning
    {
        /// <summary>Below this speech is hard to follow, in bits a second.</summary>
        internal const int LeastBitrate = 6_000;

        /// <summary>Above this speech gains nothing, in bits a second.</summary>
        internal const int MostBitrate = 64_000;

        /// <summary>What libopus 1.3 spends on copies beyond 10 % expected loss costs the voice more than it mends,
        /// measured at 20 % loss; 0 would switch copies off, and the first lost packet would have none.</summary>
        internal const int MostLossPercent = 10;
        internal const int LeastLossPercent = 2;

        private const float Falling = 0.2f;

        private readonly IOpusEncoder _encoder;
        private float _loss;

        internal EncoderTuning(IOpusEncoder encoder)
        {
            _encoder = encoder;
            _loss = encoder.ExpectedLossPercent;
        }

        /// <summary>A receiver reported the share of packets it lost, 0 to 1. Loss is believed at once, its end
        /// slowly.</summary>
        internal void HandleLoss(float fraction)
        {
            float percent = 100 * Math.Min(1, Math.Max(0, fraction));
            _loss = percent > _loss ? percent : _loss + (percent - _loss) * Falling;
            int expected = (int)Math.Round(Math.Min(MostLossPercent, Math.Max(LeastLossPercent, _loss)));
            if (expected != _encoder.ExpectedLossPercent) _encoder.ExpectedLossPercent = expected;
        }

        /// <summary>So many bits a second are there for this voice.</summary>
        internal void HandleBitrate(int bitsPerSecond)
        {
            int bitrate = Math.Min(MostBitrate, Math.Max(LeastBitrate, bitsPerSecond));
            if (bitrate != _encoder.Bitrate) _encoder.Bitrate = bitrate;
        }
    }
}
