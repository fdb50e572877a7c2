#nullable enable
using System;

namespace Earshot.Rtc.Streams
{
    /// <summary>How much has come over, by the receiver's clock.</summary>
    internal sealed class ArrivalRate
    {
        private const int BucketCount = 32;
        private const int LongWindow = 25;
        private const int ShortWindow = 10;
        private static readonly TimeSpan Bucket = TimeSpan.FromMilliseconds(20);

        private readonly int[] _bytes = new int[BucketCount];
        private long _first = -1;
        private long _last;

        /// <summary>Over half a second, in bit/s; 0 before there was as much.</summary>
        public double Bitrate => Over(LongWindow);

        /// <summary>Over a fifth of a second, in bit/s: noisier, but no longer speaks of a link that is no more. 0
        /// before there was as much.</summary>
        public double RecentBitrate => Over(ShortWindow);

        /// <summary>Takes a packet that came.</summary>
        public void Add(TimeSpan cameAt, int bytes)
        {
            long bucket = cameAt.Ticks / Bucket.Ticks;
            if (_first < 0 || bucket > _last + BucketCount)
            {
                Array.Clear(_bytes, 0, BucketCount);
                _first = _last = bucket;
            }

            while (_last < bucket) _bytes[++_last % BucketCount] = 0;
            if (bucket > _last - BucketCount) _bytes[bucket % BucketCount] += bytes;
        }

        // The newest bucket is still filling and does not count.
        private double Over(int buckets)
        {
            if (_first < 0 || _last - _first < buckets) return 0;
            long bytes = 0;
            for (int i = 1; i <= buckets; i++) bytes += _bytes[(_last - i) % BucketCount];
            return bytes * 8 / (Bucket.TotalSeconds * buckets);
        }
    }
}
