#nullable enable
using System;

namespace Earshot.Audio.Playout
{
    /// <summary>How often which delay was seen, in steps of 2 ms up to 512 ms, older ones counting less and
    /// less.</summary>
    internal sealed class DelayHistogram
    {
        private const int Buckets = 256;
        private const int BucketSamples = 96;

        private readonly float _newShare;
        private readonly float[] _shares = new float[Buckets];
        private int _count;

        /// <summary>A histogram in which each delay weighs <paramref name="newShare"/> when it comes; the first ones
        /// weigh alike.</summary>
        internal DelayHistogram(float newShare) => _newShare = newShare;

        /// <summary>True until a delay was added.</summary>
        internal bool IsEmpty => _count == 0;

        internal void Add(long samples)
        {
            _count++;
            float share = Math.Max(_newShare, 1f / _count);
            for (int i = 0; i < Buckets; i++) _shares[i] *= 1 - share;
            _shares[(int)Math.Min(Buckets - 1, samples / BucketSamples)] += share;
        }

        /// <summary>The delay in samples that <paramref name="share"/> of the others stay below.</summary>
        internal int Quantile(float share)
        {
            float below = 0;
            int i = 0;
            while (i < Buckets && (below += _shares[i]) < share) i++;
            return (Math.Min(i, Buckets - 1) + 1) * BucketSamples;
        }
    }
}
