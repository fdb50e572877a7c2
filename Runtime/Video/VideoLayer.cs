#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Wire;

namespace Earshot.Video
{
    /// <summary>One stream of a film as it is sent: the only one, or a layer of a simulcast. Its owner changes it
    /// between two pictures, on the thread that sends.</summary>
    public sealed class VideoLayer
    {
        private const int LeastBitrate = 10_000;

        /// <summary>A layer that is halved so often on each side, 0 to 4 times.</summary>
        public VideoLayer(Rid rid, int halvings, int maxBitrate)
        {
            if (halvings < 0 || halvings > 4)
                throw new ArgumentOutOfRangeException(nameof(halvings), halvings, "A layer is halved 0 to 4 times.");
            if (maxBitrate < LeastBitrate)
                throw new ArgumentOutOfRangeException(nameof(maxBitrate), maxBitrate,
                    $"A layer has at least {LeastBitrate} bit/s.");
            Rid = rid;
            Halvings = halvings;
            MaxBitrate = maxBitrate;
        }

        /// <summary>Its name; not given where there is no simulcast.</summary>
        public Rid Rid { get; }

        /// <summary>How often each side is halved.</summary>
        public int Halvings { get; }

        /// <summary>The most it takes, in bit/s.</summary>
        public int MaxBitrate { get; }

        /// <summary>How much of the path it has, in bit/s, as the encoding of its section tells: 0 pauses it, null
        /// is no limit.</summary>
        public long? TargetBitrate { get; set; }

        /// <summary>False to leave it out.</summary>
        public bool IsActive { get; set; } = true;

        /// <summary>True when the next picture becomes a key frame.</summary>
        public bool WantsKeyFrame { get; set; }

        internal bool IsSent => IsActive && TargetBitrate != 0;

        internal int Bitrate =>
            (int)Math.Max(LeastBitrate, Math.Min(MaxBitrate, TargetBitrate ?? MaxBitrate));

        /// <summary>A simulcast's: <c>high</c>, <c>med</c> and <c>low</c>, at the whole size, a half and a
        /// quarter.</summary>
        public static IReadOnlyList<VideoLayer> Simulcast() => new[]
        {
            new VideoLayer(new Rid("high"), 0, 1_200_000),
            new VideoLayer(new Rid("med"), 1, 600_000),
            new VideoLayer(new Rid("low"), 2, 150_000),
        };
    }
}
