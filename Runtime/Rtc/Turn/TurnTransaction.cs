#nullable enable
using System;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Turn
{
    /// <summary>A request and its repetitions (https://www.rfc-editor.org/rfc/rfc8489#section-6.2.1). Used again for
    /// the next request of its kind.</summary>
    internal sealed class TurnTransaction
    {
        private const int MaxRequests = 7;
        private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(4);
        private static readonly TimeSpan StreamWait = TimeSpan.FromSeconds(15);

        private TimeSpan _wait;
        private int _requests;

        /// <summary>Which request.</summary>
        public StunMethod Method { get; private set; }

        /// <summary>Ties the answer to it; meaningless unless <see cref="IsOutstanding"/>.</summary>
        public TransactionId Id { get; private set; }

        /// <summary>True between the beginning and the answer or the giving up.</summary>
        public bool IsOutstanding { get; private set; }

        /// <summary>When to send it, again, or after the last request to give up.</summary>
        public Instant DueAt { get; private set; }

        /// <summary>The same as a deadline; none while nothing is outstanding.</summary>
        public Deadline Deadline => IsOutstanding ? new Deadline(DueAt, DeadlineReason.TurnRefresh) : default;

        /// <summary>When it was sent first; for a round trip only if it was sent but once.</summary>
        public Instant BeganAt { get; private set; }

        /// <summary>True when its answer came to its only request.</summary>
        public bool IsUnambiguous => _requests == 1;

        /// <summary>Starts it; it is due at once, and again after <paramref name="wait"/>.</summary>
        public void Begin(Instant now, StunMethod method, TransactionId id, TimeSpan wait)
        {
            Method = method;
            Id = id;
            IsOutstanding = true;
            BeganAt = DueAt = now;
            _wait = wait;
            _requests = 0;
        }

        /// <summary>True when the answer to the last request is overdue.</summary>
        public bool IsExhausted(Instant now, bool isStream) =>
            IsOutstanding && now >= DueAt && _requests >= (isStream ? 1 : MaxRequests);

        /// <summary>Notes that it was sent. What a stream took is not repeated.</summary>
        public void NoteSent(Instant now, bool isStream)
        {
            _requests++;
            DueAt = now + (isStream ? StreamWait : _wait);
            TimeSpan doubled = _wait + _wait;
            _wait = doubled < MaxWait ? doubled : MaxWait;
        }

        /// <summary>Ends it: answers to it are no longer wanted.</summary>
        public void End() => IsOutstanding = false;
    }
}
