#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>The least of the delays of the last 10 to 20 s: what the path takes when nothing waits in it. Older
    /// ones may be of another path, or of a clock that has drifted since.</summary>
    internal sealed class LeastDelay
    {
        private static readonly TimeSpan Epoch = TimeSpan.FromSeconds(10);

        private Instant _epochBegan;
        private TimeSpan _least = TimeSpan.MaxValue;
        private TimeSpan _leastBefore = TimeSpan.MaxValue;

        /// <summary>The least so far; meaningless before the first.</summary>
        public TimeSpan Value => _least < _leastBefore ? _least : _leastBefore;

        /// <summary>Takes one.</summary>
        public void Add(Instant now, TimeSpan delay)
        {
            if (now - _epochBegan > Epoch)
            {
                _epochBegan = now;
                _leastBefore = _least;
                _least = TimeSpan.MaxValue;
            }

            if (delay < _least) _least = delay;
        }
    }
}
