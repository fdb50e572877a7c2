#nullable enable
using System;

namespace Earshot.Audio.Playout
{
    /// <summary>Remembers stalls that come again and again, as Wi-Fi scans and handovers of a mobile network do: once
    /// two have come within <see cref="Memory"/>, the voice is delayed by as much as the higher ones, until none has
    /// come for as long. All times are in samples.</summary>
    internal sealed class DelayPeaks
    {
        /// <summary>How long a peak counts: 12 s.</summary>
        internal const int Memory = 12 * 48_000;

        private const int Kept = 8;
        private const int Telling = 3;
        private const int LeastDistance = 14_400;
        private const int LeastHeight = 1440;

        private readonly long[] _at = new long[Kept];
        private readonly int[] _height = new int[Kept];
        private int _newest = -1;
        private int _count;
        private int _packets;

        /// <summary>The delay that covers the peaks; 0 when there are none, or one only.</summary>
        internal int Height { get; private set; }

        /// <summary>Takes a packet's delay; it is part of a peak when it is far above what most have. False for all but
        /// the first few of a peak's: they say no more about the usual delay.</summary>
        internal bool Observe(long now, long delay, int most)
        {
            bool isPeak = delay > Math.Max(LeastHeight, 3 * most);
            if (isPeak) Raise(now, (int)delay);
            else if (_count > 0 && now - _at[_newest] > Memory) _count = 0;
            else return true;
            Height = Cover(now);
            return !isPeak || _packets <= Telling;
        }

        /// <summary>All peaks so far were that many samples higher, or lower.</summary>
        internal void Shift(long samples)
        {
            if (_count == 0 || samples == 0) return;
            for (int i = 0; i < Kept; i++) _height[i] = (int)Math.Max(0, _height[i] + samples);
            Height = Cover(_at[_newest]);
        }

        // The packets behind a stall come at once, each less late than the one before: one peak.
        private void Raise(long now, int delay)
        {
            _packets++;
            if (_count > 0 && now - _at[_newest] < LeastDistance)
            {
                _height[_newest] = Math.Max(_height[_newest], delay);
                return;
            }
            _newest = (_newest + 1) % Kept;
            _packets = 1;
            _at[_newest] = now;
            _height[_newest] = delay;
            _count = Math.Min(Kept, _count + 1);
        }

        private int Cover(long now)
        {
            int highest = 0, alive = 0;
            for (int i = 0; i < _count; i++)
            {
                int at = (_newest + Kept - i) % Kept;
                if (now - _at[at] > Memory) break;
                highest = Math.Max(highest, _height[at]);
                alive++;
            }
            return alive < 2 ? 0 : highest;
        }
    }
}
