#nullable enable
using System;

namespace Earshot.Rtc.Streams
{
    /// <summary>Gathers packets that left together and compares when each group left with when it came
    /// (https://datatracker.ietf.org/doc/html/draft-ietf-rmcat-gcc-02#section-5.2). Single packets would say little:
    /// a pacer sends bursts, and a radio link delivers them.</summary>
    internal sealed class ArrivalGroups
    {
        private const int MaxReordered = 3;
        private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(5);
        private static readonly TimeSpan LongestBurst = TimeSpan.FromMilliseconds(100);

        private Group _previous;
        private Group _current;
        private int _reordered;

        /// <summary>Adds a packet, in the order of sending; both times since an origin of any choosing. True when it
        /// began a new group: <paramref name="sent"/> and <paramref name="came"/> are then the times between the two
        /// groups before it.</summary>
        public bool TryAdd(TimeSpan sentAt, TimeSpan cameAt, out TimeSpan sent, out TimeSpan came)
        {
            sent = default;
            came = default;
            if (!_current.IsBegun) _current = new Group(sentAt, cameAt);
            if (sentAt < _current.FirstSentAt) return false;
            if (_current.Takes(sentAt, cameAt))
            {
                _current.Add(sentAt, cameAt);
                return false;
            }

            bool compares = _previous.IsBegun && TryCompare(out sent, out came);
            _previous = _reordered == MaxReordered ? default : _current;
            if (_reordered == MaxReordered) _reordered = 0;
            _current = new Group(sentAt, cameAt);
            return compares;
        }

        private bool TryCompare(out TimeSpan sent, out TimeSpan came)
        {
            sent = _current.LastSentAt - _previous.LastSentAt;
            came = _current.LastCameAt - _previous.LastCameAt;
            bool isOrdered = came >= TimeSpan.Zero;
            _reordered = isOrdered ? 0 : _reordered + 1;
            return isOrdered;
        }

        private struct Group
        {
            public readonly bool IsBegun;
            public readonly TimeSpan FirstSentAt;
            public TimeSpan LastSentAt;
            public TimeSpan LastCameAt;

            private readonly TimeSpan _firstCameAt;

            public Group(TimeSpan sentAt, TimeSpan cameAt)
            {
                IsBegun = true;
                FirstSentAt = LastSentAt = sentAt;
                _firstCameAt = LastCameAt = cameAt;
            }

            public readonly bool Takes(TimeSpan sentAt, TimeSpan cameAt)
            {
                if (sentAt - FirstSentAt <= Burst) return true;

                // Packets that were held somewhere and let go together come faster than they were sent.
                TimeSpan sinceCame = cameAt - LastCameAt;
                return sinceCame < sentAt - LastSentAt && sinceCame <= Burst && cameAt - _firstCameAt < LongestBurst;
            }

            public void Add(TimeSpan sentAt, TimeSpan cameAt)
            {
                if (sentAt > LastSentAt) LastSentAt = sentAt;
                LastCameAt = cameAt;
            }
        }
    }
}
