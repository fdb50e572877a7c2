#nullable enable
using System;
using System.Threading;

namespace Earshot.Audio.Playout
{
    /// <summary>How many samples must lie ready after each pump so that the audio callbacks until the next one find enough:
    /// one block of theirs, and what is played meanwhile. Both are learned, and shrink slowly when they did.</summary>
    internal sealed class RingDemand
    {
        private const int Margin = 48;
        private const int MaxInterval = 1440;

        private int _block;
        private long _pumpedAt = long.MinValue;
        private float _interval;

        /// <summary>False until the sound card has asked for samples.</summary>
        internal bool IsKnown => Volatile.Read(ref _block) > 0;

        /// <summary>The samples to hold.</summary>
        internal int Samples => Volatile.Read(ref _block) + (int)_interval + Margin;

        /// <summary>The same and half a block: what is held, on average over the time between two callbacks, when the
        /// samples ready are never fewer.</summary>
        internal int AverageSamples => Samples + Volatile.Read(ref _block) / 2;

        /// <summary>The card asks for a block. Audio thread.</summary>
        internal void HandleRead(int samples)
        {
            int block = _block;
            Volatile.Write(ref _block, samples >= block ? samples : block - (block - samples) / 64);
        }

        /// <summary>A pump begins. A hitch is not taken for the interval.</summary>
        internal void HandlePump(long now)
        {
            if (_pumpedAt != long.MinValue)
            {
                long interval = Math.Min(now - _pumpedAt, MaxInterval);
                _interval = interval >= _interval ? interval : _interval - (_interval - interval) / 512;
            }
            _pumpedAt = now;
        }
    }
}
