#nullable enable
using System;

namespace Earshot.Rtc.Streams
{
    /// <summary>Between which rates a <see cref="BandwidthEstimator"/> keeps its target, in bit/s.</summary>
    public readonly struct BandwidthLimits
    {
        /// <summary>300 kbit/s to begin with, at least 30 kbit/s and at most 50 Mbit/s.</summary>
        public static readonly BandwidthLimits Default = new BandwidthLimits(300_000, 30_000, 50_000_000);

        /// <summary>The target before anything is known.</summary>
        public readonly long Start;

        /// <summary>The target of the worst path.</summary>
        public readonly long Min;

        /// <summary>The target of the best path.</summary>
        public readonly long Max;

        public BandwidthLimits(long start, long min, long max)
        {
            if (min <= 0 || start < min || max < start)
            {
                throw new ArgumentException(
                    $"Bitrates must be 0 < min <= start <= max, not {min}, {start}, {max} bit/s.", nameof(start));
            }

            Start = start;
            Min = min;
            Max = max;
        }
    }
}
