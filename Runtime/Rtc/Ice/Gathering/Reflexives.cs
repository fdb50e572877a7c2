#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>Our server-reflexive candidates (https://www.rfc-editor.org/rfc/rfc8445#section-5.1.1.2): each host
    /// address asks each STUN server of its family. They are signalled but form no pairs, since their base
    /// does.</summary>
    internal sealed class Reflexives
    {
        private const int MaxServers = 4;

        private readonly List<TransportAddress> _servers = new List<TransportAddress>();
        private readonly List<Candidate> _hosts = new List<Candidate>();
        private readonly List<StunQuery> _queries = new List<StunQuery>();
        private readonly byte[] _buffer = new byte[64];
        private readonly IRandom _random;

        public Reflexives(IRandom random) => _random = random;

        /// <summary>True while NAT bindings are to be kept open: until a pair is nominated.</summary>
        public bool KeepsAlive { get; set; } = true;

        /// <summary>True when no first answer is waited for.</summary>
        public bool AreComplete
        {
            get
            {
                foreach (StunQuery query in _queries)
                {
                    if (!query.IsSettled) return false;
                }

                return true;
            }
        }

        public Deadline NextDeadline
        {
            get
            {
                Deadline soonest = Deadline.None;
                foreach (StunQuery query in _queries)
                {
                    if (query.IsOutstanding || KeepsAlive)
                        soonest = soonest.Soonest(new Deadline(query.DueAt, DeadlineReason.TurnRefresh));
                }

                return soonest;
            }
        }

        public void AddServer(Instant now, TransportAddress server)
        {
            if (_servers.Contains(server) || _servers.Count == MaxServers) return;
            _servers.Add(server);
            foreach (Candidate host in _hosts) Ask(now, host, server);
        }

        public void AddHost(Instant now, Candidate host)
        {
            _hosts.Add(host);
            foreach (TransportAddress server in _servers) Ask(now, host, server);
        }

        public void RemoveHost(TransportAddress address)
        {
            _hosts.RemoveAll(host => host.Address == address);
            _queries.RemoveAll(query => query.Local.Address == address);
        }

        /// <summary>Forgets the servers; what they said stays true.</summary>
        public void RemoveServers()
        {
            _servers.Clear();
            _queries.Clear();
        }

        /// <summary>Asks all over again: after a restart old answers may be none.</summary>
        public void AskAgain(Instant now)
        {
            foreach (StunQuery query in _queries) query.Begin(now, TransactionId.From(_random));
        }

        /// <summary>Takes an answer of a server's. True when it is one; <paramref name="found"/> is then a candidate
        /// not known before, or null.</summary>
        public bool TryHandleResponse(
            Instant now, TransportAddress local, TransportAddress remote, in StunMessage response,
            out Candidate? found)
        {
            found = null;
            foreach (StunQuery query in _queries)
            {
                bool isIts = query.IsOutstanding && query.Id == response.TransactionId &&
                    query.Server == remote && query.Local.Address == local;
                if (!isIts) continue;

                TransportAddress before = query.Mapped;
                bool isGranted = response.Class == StunClass.Success;
                TransportAddress mapped = default;
                if (isGranted) response.TryGetXorMappedAddress(out mapped);
                query.End(now, mapped);
                bool isNews = !mapped.IsUnspecified && mapped != before && mapped != local;
                if (isNews) found = Candidate.ServerReflexive(mapped, query.Local, query.Server);
                return true;
            }

            return false;
        }

        public void HandleTimeout(Instant now)
        {
            foreach (StunQuery query in _queries)
            {
                if (query.IsExhausted(now)) query.End(now, default);
                else if (!query.IsOutstanding && KeepsAlive && now >= query.DueAt)
                    query.Begin(now, TransactionId.From(_random));
            }
        }

        /// <summary>Takes the next request; its bytes are valid until the next call.</summary>
        public bool TryPollTransmit(Instant now, out IceTransmit transmit)
        {
            foreach (StunQuery query in _queries)
            {
                if (!query.IsOutstanding || now < query.DueAt || query.IsExhausted(now)) continue;
                var request = new StunWriter(_buffer, StunClass.Request, StunMethod.Binding, query.Id);
                request.WriteFingerprint();
                query.NoteSent(now);
                transmit = new IceTransmit(
                    query.Local.Address, query.Server, new ArraySegment<byte>(_buffer, 0, request.Length));
                return true;
            }

            transmit = default;
            return false;
        }

        private void Ask(Instant now, Candidate host, TransportAddress server)
        {
            if (!CandidateSet.CanPair(host.Address, server)) return;
            var query = new StunQuery(host, server);
            query.Begin(now, TransactionId.From(_random));
            _queries.Add(query);
        }
    }
}
