#nullable enable
using System;

namespace Earshot.Audio.Playout
{
    /// <summary>How late packets come. The fastest packet of the last 4 s is the measure of the others, so neither the
    /// network's constant delay nor two clocks that drift apart matter. Of each half second only the worst delay counts: a
    /// rare stall then weighs little against the quantile, constant jitter weighs fully. All times are in samples.</summary>
    internal sealed class ArrivalDelay
    {
        private const int IntervalSamples = 24_000;
        private const int Intervals = 8;
        private const int StartDelay = 960;
        private const int BurstSpacing = 480;
        private const float CoveredShare = 0.95f;
        private const float NewShare = 0.03f;

        private readonly long[] _fastestOf = new long[Intervals];
        private readonly DelayHistogram _histogram = new DelayHistogram(NewShare);
        private long _interval = -1;
        private long _worst;
        private long _worstBefore;
        private long _outageDelay;

        internal ArrivalDelay() => Array.Fill(_fastestOf, long.MaxValue);

        /// <summary>The least difference between arrival and media time; <see cref="long.MaxValue"/> until the first packet.
        /// </summary>
        internal long Fastest { get; private set; } = long.MaxValue;

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
            if (offset < Fastest) BecomeFaster(offset, outage);
            ref long fastestOfNow = ref _fastestOf[_interval % Intervals];
            fastestOfNow = Math.Min(fastestOfNow, offset);

            long delay = offset - Fastest;
            if (delay > outage) HandleOutage(delay, offset);
            else if (delay <= Usual) _outageDelay = 0;
            if (_outageDelay == 0) _worst = Math.Max(_worst, delay);
        }

        private void EnterInterval(long interval)
        {
            if (interval <= _interval) return;
            if (_interval >= 0)
            {
                _histogram.Add(_worst);
                Usual = _histogram.Quantile(CoveredShare);
            }
            long first = Math.Max(_interval + 1, interval - Intervals + 1);
            for (long i = first; i <= interval; i++) _fastestOf[i % Intervals] = long.MaxValue;
            _worstBefore = interval == _interval + 1 ? _worst : 0;
            _worst = 0;
            _interval = interval;
            BecomeSlower();
        }

        // The fastest packet has aged out, and the delays measured by it were greater than they are by the next fastest.
        private void BecomeSlower()
        {
            long before = Fastest;
            Fastest = long.MaxValue;
            foreach (long fastest in _fastestOf) Fastest = Math.Min(Fastest, fastest);
            if (Fastest != long.MaxValue) _worstBefore = Math.Max(0, _worstBefore - (Fastest - before));
        }

        // What was taken for the fastest was late itself, and the delays measured by it were that much greater; unless the
        // sender's clock has jumped.
        private void BecomeFaster(long offset, long outage)
        {
            long gain = Fastest == long.MaxValue ? 0 : Fastest - offset;
            _worst = gain > outage ? 0 : _worst + gain;
            _worstBefore = gain > outage ? 0 : _worstBefore + gain;
            Fastest = offset;
        }

        // After a stall the packets come in a burst, each less late than the one before. When they stay late, the way or the
        // sender's clock has changed, and this packet is the new measure.
        private void HandleOutage(long delay, long offset)
        {
            bool isBurst = _outageDelay == 0 || delay < _outageDelay - BurstSpacing;
            _outageDelay = isBurst ? delay : 0;
            if (isBurst) return;
            Array.Fill(_fastestOf, long.MaxValue);
            _fastestOf[_interval % Intervals] = Fastest = offset;
        }
    }
}
