#nullable enable
using System;

namespace Earshot.Audio.Playout
{
    /// <summary>The least of the values of the last 4 s, to half a second. Of the differences between one clock's time
    /// and another's it is the one that was measured with the least delay.</summary>
    internal sealed class SlidingMinimum
    {
        private const int IntervalSamples = 24_000;
        private const int Intervals = 8;

        private readonly long[] _leastOf = new long[Intervals];
        private long _interval = -1;

        internal SlidingMinimum() => Array.Fill(_leastOf, long.MaxValue);

        /// <summary>False until the first value.</summary>
        internal bool IsKnown => _interval >= 0;

        /// <summary>The minimum; <see cref="long.MaxValue"/> until the first value.</summary>
        internal long Value { get; private set; } = long.MaxValue;

        /// <summary>Takes a value at a time in samples.</summary>
        internal void Observe(long now, long value)
        {
            long interval = now / IntervalSamples;
            long first = Math.Max(_interval + 1, interval - Intervals + 1);
            for (long i = first; i <= interval; i++) _leastOf[i % Intervals] = long.MaxValue;
            bool hasAged = interval > _interval;
            _interval = Math.Max(_interval, interval);
            ref long least = ref _leastOf[_interval % Intervals];
            least = Math.Min(least, value);
            Value = hasAged ? Least() : Math.Min(Value, value);
        }

        /// <summary>Forgets all but a value.</summary>
        internal void Restart(long now, long value)
        {
            Array.Fill(_leastOf, long.MaxValue);
            Value = long.MaxValue;
            Observe(now, value);
        }

        private long Least()
        {
            long least = long.MaxValue;
            foreach (long value in _leastOf) least = Math.Min(least, value);
            return least;
        }
    }
}
