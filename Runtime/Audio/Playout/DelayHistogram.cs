#nullable enable
using System;

namespace Earshot.Audio.Playout
{
    /// <summary>How often which delay was seen, in steps of 1 ms up to 512 ms, older ones counting less and
    /// less.</summary>
    internal sealed class DelayHistogram
    {
        private const int Buckets = 512;
        private const int BucketSamples = 48;

        private const double Heaviest = 1e9;

        private readonly double _growth;
        private readonly double[] _weights = new double[Buckets];
        private double _weight = 1;
        private double _sum;

        /// <summary>A histogram in which each delay weighs <paramref name="newShare"/> when it comes; the first ones
        /// weigh alike.</summary>
        internal DelayHistogram(float newShare) => _growth = 1 / (1 - (double)newShare);

        /// <summary>How many were added.</summary>
        internal int Count { get; private set; }

        // Rather than that the old ones become lighter, the new ones become heavier, until all are scaled down.
        internal void Add(long samples)
        {
            Count++;
            _weights[(int)Math.Min(Buckets - 1, samples / BucketSamples)] += _weight;
            _sum += _weight;
            _weight *= _growth;
            if (_weight < Heaviest) return;
            for (int i = 0; i < Buckets; i++) _weights[i] /= _weight;
            _sum /= _weight;
            _weight = 1;
        }

        /// <summary>All delays so far were that many samples longer, or shorter.</summary>
        internal void Shift(long samples)
        {
            int buckets = (int)(samples / BucketSamples);
            if (buckets == 0) return;
            int moved = Math.Max(0, Buckets - Math.Abs(buckets));
            double beyond = 0;
            for (int i = moved; i < Buckets; i++) beyond += _weights[buckets > 0 ? i : Buckets - 1 - i];
            Array.Copy(_weights, Math.Max(0, -buckets), _weights, Math.Max(0, buckets), moved);
            Array.Clear(_weights, buckets > 0 ? 0 : moved, Buckets - moved);
            _weights[buckets > 0 ? Buckets - 1 : 0] += beyond;
        }

        /// <summary>The delay in samples that <paramref name="share"/> of the others stay below.</summary>
        internal int Quantile(float share)
        {
            double below = 0;
            int i = 0;
            while (i < Buckets && (below += _weights[i]) < share * _sum) i++;
            return Math.Min(i, Buckets - 1) * BucketSamples + BucketSamples / 2;
        }
    }
}
