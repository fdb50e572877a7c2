#nullable enable
using System;

namespace Earshot.Audio.Playout
{
    /// <summary>How late packets come. The fastest packet of the last seconds is the measure of the others, so neither
    /// the network's constant delay nor two clocks that drift apart matter. Of each half second only the worst delay
    /// counts: a rare stall then weighs little against the quantile, constant jitter weighs fully. All times are in
    /// samples.</summary>
    internal sealed class ArrivalDelay
    {
        private const int IntervalSamples = 24_000;
        private const int StartDelay = 960;
        private const int BurstSpacing = 480;
        private const float CoveredShare = 0.95f;
        private const float NewShare = 0.03f;

        private readonly SlidingMinimum _fastest = new SlidingMinimum();
        private readonly DelayHistogram _histogram = new DelayHistogram(NewShare);
        private long _interval = -1;
        private long _worst;
        private long _worstBefore;
        private long _outageDelay;

        /// <summary>The least difference between arrival and media time.</summary>
        internal long Fastest => _fastest.Value;

        /// <summary>The worst delay of the last half to one second.</summary>
        internal int Recent => (int)Math.Max(_worst, _worstBefore);

        /// <summary>The delay that is seldom exceeded, over the last half minute or so.</summary>
        internal int Usual { get; private set; } = StartDelay;

        /// <summary>Takes the arrival of a packet, or the recovery of one from its successor. A delay above
        /// <paramref name="outage"/> is not jitter and teaches nothing, nor does the burst that ends it.</summary>
        internal void Observe(long now, long mediaTime, long outage)
        {
            EnterInterval(now / IntervalSamples);
            long offset = now - mediaTime;
            long before = _fastest.IsKnown ? Fastest : offset;
            _fastest.Observe(now, offset);
            Rebase(before - Fastest, outage);

            long delay = offset - Fastest;
            if (delay > outage) HandleOutage(now, offset, delay);
            else if (delay <= Usual) _outageDelay = 0;
            if (_outageDelay == 0) _worst = Math.Max(_worst, offset - Fastest);
        }

        private void EnterInterval(long interval)
        {
            if (interval <= _interval) return;
            if (_interval >= 0)
            {
                _histogram.Add(_worst);
                Usual = _histogram.Quantile(CoveredShare);
            }
            _worstBefore = interval == _interval + 1 ? _worst : 0;
            _worst = 0;
            _interval = interval;
        }

        // Another packet has become the measure: a faster one came, or the fastest has aged out. The delays measured by
        // the one before were that much smaller or greater; unless the sender's clock has jumped, then they mean
        // nothing.
        private void Rebase(long gain, long outage)
        {
            _worst = gain > outage ? 0 : Math.Max(0, _worst + gain);
            _worstBefore = gain > outage ? 0 : Math.Max(0, _worstBefore + gain);
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
