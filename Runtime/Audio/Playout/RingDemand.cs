#nullable enable
using System;
using System.Threading;

namespace Earshot.Audio.Playout
{
    /// <summary>How many samples must lie ready after each pump so that the audio callbacks until the next one find
    /// enough.
    /// <para>The card asks for a block at a time, yet over time for 48,000 samples a second. The earliest it ever
    /// asked, by that measure, is the line it may follow again: what lies between the line and what it has asked for so
    /// far may be asked at once. So a block need not lie ready before its time has come.</para></summary>
    internal sealed class RingDemand
    {
        private const int Margin = 48;
        private const int StartInterval = 480;
        private const int MaxInterval = 1440;
        private const int LeastSlip = 4800;

        private readonly SlidingMinimum _line = new SlidingMinimum();
        private long _asked;
        private int _block;
        private long _pumpedAt = long.MinValue;
        private float _interval = StartInterval;

        /// <summary>False until the sound card has asked for samples.</summary>
        internal bool IsKnown => Volatile.Read(ref _asked) > 0;

        /// <summary>What is played until the next pump, in samples, and a little more. Learned; it shrinks
        /// slowly.</summary>
        internal int Cover => (int)_interval + Margin;

        /// <summary>The card asks for a block; called before it takes it. Audio thread.</summary>
        internal void HandleRead(int samples)
        {
            Volatile.Write(ref _block, samples);
            Volatile.Write(ref _asked, _asked + samples);
        }

        /// <summary>A pump begins. A hitch is not taken for the interval, nor a card that stood still for one that is
        /// late. </summary>
        internal void HandlePump(long now)
        {
            if (_pumpedAt != long.MinValue)
            {
                long interval = Math.Min(now - _pumpedAt, MaxInterval);
                _interval = interval >= _interval ? interval : _interval - (_interval - interval) / 512;
            }
            _pumpedAt = now;

            long offset = now - Volatile.Read(ref _asked);
            _line.Observe(now, offset);
            if (offset - _line.Value > Math.Max(LeastSlip, 4 * Volatile.Read(ref _block))) _line.Restart(now, offset);
        }

        /// <summary>How many of <paramref name="ready"/> samples are left when the card has asked for all it may by
        /// now; less than none when it may find too few. A block asked for since <paramref name="ready"/> was read
        /// makes this too large for the moment, never too small.</summary>
        internal int Ahead(int ready) => (int)(ready - (_pumpedAt - Volatile.Read(ref _asked) - _line.Value));
    }
}
