#nullable enable
using System;

namespace Earshot.Rtc.Ice
{
    /// <summary>How long to wait for an answer before asking again. RFC 8445 section 14.3 says 500 ms at least; a
    /// lost check then costs half a second of the time to connect, while libwebrtc asks every 48 ms. Here it is 1.5
    /// times the shortest round trip seen, and 50 ms before there is one.</summary>
    internal sealed class RoundTrip
    {
        private static readonly TimeSpan FirstGuess = TimeSpan.FromMilliseconds(50);
        private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(50);

        private TimeSpan _shortest = TimeSpan.MaxValue;

        /// <summary>Notes the time from a transaction's first request to its answer: an upper bound when it was
        /// repeated.</summary>
        public void Note(TimeSpan elapsed)
        {
            if (elapsed < _shortest) _shortest = elapsed;
        }

        /// <summary>What to wait after a first request.</summary>
        public TimeSpan Wait
        {
            get
            {
                if (_shortest == TimeSpan.MaxValue) return FirstGuess;
                var wait = new TimeSpan(_shortest.Ticks * 3 / 2);
                return wait > ShortestWait ? wait : ShortestWait;
            }
        }
    }
}
