#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sctp
{
    /// <summary>Repeats what begins or ends an association until it is answered (RFC 9260's T1 and T2). It never gives
    /// up: whether anybody is there is ICE's to find out.</summary>
    internal sealed class HandshakeTimer
    {
        private static readonly TimeSpan First = TimeSpan.FromMilliseconds(400);
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

        private TimeSpan _wait;

        public Deadline Deadline { get; private set; }

        /// <summary>True when it is to be said now.</summary>
        public bool IsDue { get; private set; }

        /// <summary>Says something new, at once.</summary>
        public void Start(Instant now)
        {
            _wait = First;
            IsDue = true;
            Deadline = Deadline.None;
        }

        public void Stop()
        {
            IsDue = false;
            Deadline = Deadline.None;
        }

        public void HandleTimeout(Instant now)
        {
            if (!Deadline.IsDue(now)) return;
            Deadline = Deadline.None;
            IsDue = true;
        }

        /// <summary>True when it is to be said now, which it then is.</summary>
        public bool TryTakeDue(Instant now)
        {
            if (!IsDue) return false;
            IsDue = false;
            Deadline = new Deadline(now + _wait, DeadlineReason.SctpHandshake);
            _wait = _wait * 2 < Longest ? _wait * 2 : Longest;
            return true;
        }
    }
}
