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
        private readonly LeastDelay _least = new LeastDelay();

        /// <summary>As of the last feedback.</summary>
        public TimeSpan Current { get; private set; }

        /// <summary>Takes a feedback; <paramref name="came"/> is in bit/s.</summary>
        public void Update(Instant now, long inFlightBytes, double came, TimeSpan roundTrip)
        {
            _least.Add(now, roundTrip);
            Current = TimeSpan.Zero;
            if (came <= 0) return;
            TimeSpan wait = new TimeSpan((long)(inFlightBytes * 8 / came * TimeSpan.TicksPerSecond)) - _least.Value;
            if (wait > TimeSpan.Zero) Current = wait;
        }
    }
}
