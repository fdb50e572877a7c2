#nullable enable
using System;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>Asks one STUN server how one of our addresses looks from there, and asks again before the NAT between
    /// forgets (https://www.rfc-editor.org/rfc/rfc8445#section-5.1.1.2 and #section-5.1.1.4).</summary>
    internal sealed class StunQuery
    {
        private const int MaxRequests = 6;
        private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
        private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

        private TimeSpan _wait;
        private int _requests;

        public StunQuery(Candidate local, TransportAddress server)
        {
            Local = local;
            Server = server;
        }

        /// <summary>The host candidate that asks.</summary>
        public Candidate Local { get; }

        public TransportAddress Server { get; }

        /// <summary>Ties the answer to it.</summary>
        public TransactionId Id { get; private set; }

        /// <summary>True while an answer may come.</summary>
        public bool IsOutstanding { get; private set; }

        /// <summary>When to send, or after the last request to give up.</summary>
        public Instant DueAt { get; private set; }

        /// <summary>What the last answer said; default while there was none.</summary>
        public TransportAddress Mapped { get; private set; }

        /// <summary>True once the first question is answered or given up.</summary>
        public bool IsSettled { get; private set; }

        /// <summary>Begins a question; it is due at once.</summary>
        public void Begin(Instant now, TransactionId id)
        {
            Id = id;
            IsOutstanding = true;
            DueAt = now;
            _wait = FirstWait;
            _requests = 0;
        }

        /// <summary>True when the answer to the last request is overdue.</summary>
        public bool IsExhausted(Instant now) => IsOutstanding && _requests == MaxRequests && now >= DueAt;

        /// <summary>Notes that the request went out: after 0, 200, 600, 1,400, 3,000 and 6,200 ms.</summary>
        public void NoteSent(Instant now)
        {
            _requests++;
            DueAt = now + _wait;
            _wait += _wait;
        }

        /// <summary>Takes the answer, or default for there being none, and waits for the next occasion.</summary>
        public void End(Instant now, TransportAddress mapped)
        {
            IsOutstanding = false;
            IsSettled = true;
            Mapped = mapped;
            DueAt = now + KeepAlive;
        }
    }
}
