#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>How long what is sent now will wait in the path's queues: what is in flight over the rate at which it
    /// comes over, less the path's own round trip. Delays that packets report are as old as the queue is long; this
    /// speaks of now.</summary>
    internal sealed class QueueDelay
    {
        private static readonly TimeSpan Epoch = TimeSpan.FromSeconds(10);

        private Instant _epochBegan;
        private TimeSpan _least = TimeSpan.MaxValue;
        private TimeSpan _leastBefore = TimeSpan.MaxValue;

        /// <summary>As of the last feedback.</summary>
        public TimeSpan Current { get; private set; }

        /// <summary>Takes a feedback; <paramref name="came"/> is in bit/s.</summary>
        public void Update(Instant now, long inFlightBytes, double came, TimeSpan roundTrip)
        {
            if (now - _epochBegan > Epoch)
            {
                _epochBegan = now;
                _leastBefore = _least;
                _least = TimeSpan.MaxValue;
            }

            if (roundTrip < _least) _least = roundTrip;
            Current = TimeSpan.Zero;
            if (came <= 0) return;
            TimeSpan least = _least < _leastBefore ? _least : _leastBefore;
            TimeSpan wait = new TimeSpan((long)(inFlightBytes * 8 / came * TimeSpan.TicksPerSecond)) - least;
            if (wait > TimeSpan.Zero) Current = wait;
        }
    }
}
