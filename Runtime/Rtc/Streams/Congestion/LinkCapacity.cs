#nullable enable
using System;

namespace Earshot.Rtc.Streams
{
    /// <summary>What the link seemed to carry when it was full: near it the rate goes up gently, far from it
    /// fast.</summary>
    internal sealed class LinkCapacity
    {
        private const double Weight = 0.05;
        private const double ProbeWeight = 0.5;

        // Of the variance, relative to the mean, in kbit/s as in libwebrtc.
        private const double LeastVariance = 0.4;
        private const double MostVariance = 2.5;

        private double _variance = LeastVariance;

        /// <summary>In bit/s; 0 while unknown.</summary>
        public double Mean { get; private set; }

        public bool IsKnown => Mean > 0;

        public double Lower => Math.Max(0, Mean - 3 * Deviation);

        public double Upper => Mean + 3 * Deviation;

        private double Deviation => Math.Sqrt(_variance * Mean / 1000) * 1000;

        public void Forget() => Mean = 0;

        /// <summary>A queue filled while that much came over.</summary>
        public void HandleOveruse(double bitrate) => Add(bitrate, Weight);

        /// <summary>A probe measured that much.</summary>
        public void HandleProbe(double bitrate) => Add(bitrate, ProbeWeight);

        private void Add(double bitrate, double weight)
        {
            Mean = IsKnown ? (1 - weight) * Mean + weight * bitrate : bitrate;
            double error = (Mean - bitrate) / 1000;
            double relative = error * error / Math.Max(1, Mean / 1000);
            _variance = (1 - weight) * _variance + weight * relative;
            _variance = Math.Max(LeastVariance, Math.Min(MostVariance, _variance));
        }
    }
}
