#nullable enable
using System;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>The Binding request a pair is waiting for the answer of, and when to send it again
    /// (https://www.rfc-editor.org/rfc/rfc8489#section-6.2.1). A triggered check of a pair that already waits sends
    /// the same request again instead of a new one: its answer is as good, and there is one transaction
    /// a pair.</summary>
    internal sealed class ConnectivityCheck
    {
        private const int MaxRequests = 10;
        private const int UnansweredAfter = 4;
        private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

        private TimeSpan _wait;
        private int _requests;

        /// <summary>Ties the answer to it; meaningless unless <see cref="IsOutstanding"/>.</summary>
        public TransactionId Id { get; private set; }

        /// <summary>True between the first request and the answer or the giving up.</summary>
        public bool IsOutstanding { get; private set; }

        /// <summary>True when it carries USE-CANDIDATE.</summary>
        public bool UseCandidate { get; private set; }

        /// <summary>The role it claims; a role conflict is about this one.</summary>
        public IceRole Role { get; private set; }

        /// <summary>When the first request went out.</summary>
        public Instant BeganAt { get; private set; }

        /// <summary>When the last request went out.</summary>
        public Instant SentAt { get; private set; }

        /// <summary>True when so many requests have had no answer that it is not bad luck.</summary>
        public bool IsUnanswered => IsOutstanding && _requests >= UnansweredAfter;

        /// <summary>True when the answer can be to one request only.</summary>
        public bool IsUnambiguous => _requests == 1;

        /// <summary>Starts a transaction whose first request goes out now. <paramref name="wait"/> is how long to
        /// wait for its answer, twice; each later wait is twice the one before, up to 2 s, about 9 s in all.</summary>
        public void Begin(Instant now, TransactionId id, IceRole role, bool useCandidate, TimeSpan wait)
        {
            Id = id;
            Role = role;
            UseCandidate = useCandidate;
            IsOutstanding = true;
            BeganAt = SentAt = now;
            _wait = wait;
            _requests = 1;
        }

        /// <summary>When to send again, or after the last request to give up.</summary>
        public Instant DueAt => SentAt + _wait;

        /// <summary>True when the answer to the last request is overdue.</summary>
        public bool IsExhausted(Instant now) => _requests >= MaxRequests && now >= DueAt;

        /// <summary>Notes that the request went out once more because its answer is overdue.</summary>
        public void NoteRepeated(Instant now)
        {
            SentAt = now;
            _requests++;
            TimeSpan doubled = _wait + _wait;
            if (_requests > 2 && _wait < MaxWait) _wait = doubled < MaxWait ? doubled : MaxWait;
        }

        /// <summary>Notes that the request went out once more because the other side is asking. That is no sign of a
        /// loss.</summary>
        public void NoteTriggered(Instant now) => SentAt = now;

        /// <summary>Ends the transaction: answers to it are no longer wanted.</summary>
        public void End() => IsOutstanding = false;
    }
}
