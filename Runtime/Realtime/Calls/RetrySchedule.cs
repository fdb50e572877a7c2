#nullable enable
using System;

namespace Earshot.Realtime
{
    /// <summary>How long to wait before each further attempt. A value; the caller counts.</summary>
    public readonly struct RetrySchedule
    {
        /// <summary>For a pull whose publisher does not send yet: 250 ms doubling to 4 s, eight attempts in all
        /// (proven in the field against Cloudflare).</summary>
        public static readonly RetrySchedule Pull =
            new RetrySchedule(TimeSpan.FromMilliseconds(250), 2, TimeSpan.FromSeconds(4), 7);

        /// <summary>For a lost connection: 250 ms growing by half to 10 s, without end.</summary>
        public static readonly RetrySchedule Reconnect =
            new RetrySchedule(TimeSpan.FromMilliseconds(250), 1.5, TimeSpan.FromSeconds(10), int.MaxValue);

        private readonly TimeSpan _first;
        private readonly double _growth;
        private readonly TimeSpan _longest;
        private readonly int _retries;

        public RetrySchedule(TimeSpan first, double growth, TimeSpan longest, int retries)
        {
            _first = first;
            _growth = growth;
            _longest = longest;
            _retries = retries;
        }

        /// <summary>The wait after that many failed attempts (1 for the first failure); false when it is time to give
        /// up.</summary>
        public bool TryGetDelay(int failures, out TimeSpan delay)
        {
            double ms = _first.TotalMilliseconds * Math.Pow(_growth, Math.Min(failures - 1, 64));
            delay = TimeSpan.FromMilliseconds(Math.Min(ms, _longest.TotalMilliseconds));
            return failures <= _retries;
        }
    }
}
