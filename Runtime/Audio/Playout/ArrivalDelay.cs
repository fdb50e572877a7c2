#nullable enable
using System;

namespace Earshot.Audio.Playout
{
    /// <summary>How late packets come. The fastest packet of the last seconds is the measure of the others, so neither
    /// the network's constant delay nor two clocks that drift apart matter. All times are in samples.
    /// <para>Two memories judge: a short one, which a few late packets convince, and a long one, which forgets over
    /// half a minute. So the judgement rises fast and falls slowly. Rare stalls are beyond both, and have
    /// <see cref="DelayPeaks"/>.</para></summary>
    internal sealed class ArrivalDelay
    {
        private const int StartDelay = 960;
        private const float PeaksExceed = 0.9f;
        private const int LearningPackets = 25;
        private const int BurstSpacing = 480;
        private const float ShortShare = 0.015f;
        private const float ShortCovers = 0.9f;
        private const float LongShare = 0.001f;
        private const float LongCovers = 0.98f;

        private readonly SlidingMinimum _fastest = new SlidingMinimum();
        private readonly DelayHistogram _short = new DelayHistogram(ShortShare);
        private readonly DelayHistogram _long = new DelayHistogram(LongShare);
        private readonly DelayPeaks _peaks = new DelayPeaks();
        private long _outageDelay;
        private int _jitter = StartDelay;

        /// <summary>The least difference between arrival and media time.</summary>
        internal long Fastest => _fastest.Value;

        /// <summary>The delay that is seldom exceeded.</summary>
        internal int Usual => Math.Max(_jitter, _peaks.Height);

        /// <summary>Takes the arrival of a packet, or the recovery of one from its successor. A delay above
        /// <paramref name="outage"/> is not jitter and teaches nothing, nor does the burst that ends it.</summary>
        internal void Observe(long now, long mediaTime, long outage)
        {
            long offset = now - mediaTime;
            long before = _fastest.IsKnown ? Fastest : offset;
            _fastest.Observe(now, offset);
            Rebase(before - Fastest, outage);
            long delay = offset - Fastest;
            if (delay > outage) HandleOutage(now, offset, delay);
            else if (delay <= Usual) _outageDelay = 0;
            if (_outageDelay != 0) return;

            delay = offset - Fastest;
            if (_peaks.Observe(now, delay, _long.Quantile(PeaksExceed)))
            {
                _short.Add(delay);
                _long.Add(delay);
            }
            int jitter = Math.Max(_short.Quantile(ShortCovers), _long.Quantile(LongCovers));
            _jitter = _long.Count < LearningPackets ? Math.Max(jitter, StartDelay) : jitter;
        }

        // Another packet has become the measure: a faster one came, or the fastest has aged out. The delays measured by
        // the one before were that much smaller or greater; unless the sender's clock has jumped, then they mean
        // nothing.
        private void Rebase(long gain, long outage)
        {
            if (Math.Abs(gain) > outage) return;
            _short.Shift(gain);
            _long.Shift(gain);
            _peaks.Shift(gain);
        }

        // After a stall the packets come in a burst, each less late than the one before. When they stay late, the way
        // or the sender's clock has changed, and this packet is the new measure.
        private void HandleOutage(long now, long offset, long delay)
        {
            bool isBurst = _outageDelay == 0 || delay < _outageDelay - BurstSpacing;
            _outageDelay = isBurst ? delay : 0;
            if (!isBurst) _fastest.Restart(now, offset);
        }
    }
}
