#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Turn;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>Our candidates of all kinds, which outlive a restart (RFC 8445 section 9 lets them): those to signal,
    /// and those that datagrams can leave from.</summary>
    internal sealed class LocalCandidates
    {
        private readonly List<Candidate> _signalled = new List<Candidate>();
        private readonly List<Candidate> _bases = new List<Candidate>();
        private readonly Queue<Candidate> _new = new Queue<Candidate>();
        private readonly Queue<Candidate> _untold = new Queue<Candidate>();
        private readonly bool _usesAll;
        private bool _isTelling;
        private bool _completionIsDue;
        private bool _awaitServers;

        public LocalCandidates(IRandom random, IceTransportPolicy policy)
        {
            Reflexives = new Reflexives(random);
            Relays = new Relays(random);
            _usesAll = policy == IceTransportPolicy.All;
        }

        public Reflexives Reflexives { get; }

        public Relays Relays { get; }

        /// <summary>In the order they were found.</summary>
        public IReadOnlyList<Candidate> Signalled => _signalled;

        /// <summary>Host and relayed ones: what a generation forms pairs of.</summary>
        public IReadOnlyList<Candidate> Bases => _bases;

        /// <summary>True while servers are still to be named: their names are being resolved.</summary>
        public bool AwaitServers
        {
            get => _awaitServers;
            set
            {
                _awaitServers = value;
                _completionIsDue |= value;
            }
        }

        /// <summary>True when no server is waited for.</summary>
        public bool AreComplete => !AwaitServers && Reflexives.AreComplete && Relays.AreComplete;

        public Deadline NextDeadline => Reflexives.NextDeadline.Soonest(Relays.NextDeadline);

        /// <summary>True once, when what has been asked for is all there.</summary>
        public bool TryTakeCompletion()
        {
            if (!_completionIsDue || !AreComplete) return false;
            _completionIsDue = false;
            return true;
        }

        /// <summary>Asks a STUN server.</summary>
        public void AddServer(Instant now, TransportAddress server)
        {
            _completionIsDue = true;
            Reflexives.AddServer(now, server);
        }

        /// <summary>Asks a TURN server.</summary>
        public void AddRelay(Instant now, TransportAddress pipe, TurnServer server)
        {
            _completionIsDue = true;
            Relays.Add(now, pipe, server);
        }

        /// <summary>Under a policy of relays only, a host address is nobody's business.</summary>
        public void AddHost(Instant now, Candidate host)
        {
            if (!_usesAll) return;
            Signal(host);
            _bases.Add(host);
            _new.Enqueue(host);
            Reflexives.AddHost(now, host);
        }

        public void RemoveHost(TransportAddress address)
        {
            Reflexives.RemoveHost(address);
            _bases.RemoveAll(candidate => candidate.Address == address);
            _signalled.RemoveAll(candidate => candidate.Address == address ||
                candidate.Kind == CandidateKind.ServerReflexive && candidate.Related == address);
        }

        /// <summary>A description carries what is signalled so far; the rest is to be told one by one.</summary>
        public void NoteDescribed()
        {
            _isTelling = true;
            _untold.Clear();
        }

        /// <summary>Takes the next one found since the last description.</summary>
        public bool TryTakeUntold(out Candidate? candidate)
        {
            candidate = null;
            while (_isTelling && _untold.Count > 0)
            {
                candidate = _untold.Dequeue();
                if (_signalled.Contains(candidate)) return true;
            }

            return false;
        }

        /// <summary>Leaves the servers: their relays are no longer signalled, nor given to a new generation.</summary>
        public void Retire()
        {
            Reflexives.RemoveServers();
            Relays.Retire();
            _bases.RemoveAll(candidate => candidate.Kind == CandidateKind.Relayed);
            _signalled.RemoveAll(candidate => candidate.Kind == CandidateKind.Relayed);
        }

        /// <summary>Takes the answer of a STUN server. False when it is none.</summary>
        public bool TryHandleResponse(
            Instant now, TransportAddress local, TransportAddress remote, in StunMessage response)
        {
            if (!Reflexives.TryHandleResponse(now, local, remote, response, out Candidate? found)) return false;
            if (found != null && !IsSignalled(found)) Signal(found);
            return true;
        }

        public void HandleTimeout(Instant now)
        {
            Reflexives.HandleTimeout(now);
            Relays.HandleTimeout(now);
        }

        /// <summary>Takes the next request to a server.</summary>
        public bool TryPollTransmit(Instant now, out IceTransmit transmit) =>
            Relays.TryPollTransmit(now, out transmit) || Reflexives.TryPollTransmit(now, out transmit);

        /// <summary>Takes the next candidate that may form pairs.</summary>
        public bool TryTakeNew(out Candidate? candidate)
        {
            if (Relays.TryTakeAllocated(out candidate))
            {
                Signal(candidate!);
                _bases.Add(candidate!);
                return true;
            }

            bool any = _new.Count > 0;
            if (any) candidate = _new.Dequeue();
            return any;
        }

        /// <summary>Takes the next relayed address that is no more.</summary>
        public bool TryTakeLost(out TransportAddress address)
        {
            address = default;
            while (Relays.TryTakeEnded(out Candidate? candidate))
            {
                if (candidate == null) continue;
                _signalled.Remove(candidate);
                _bases.Remove(candidate);
                address = candidate.Address;
                return true;
            }

            return false;
        }

        private void Signal(Candidate candidate)
        {
            _signalled.Add(candidate);
            _untold.Enqueue(candidate);
        }

        /// <summary>Two hosts behind one NAT port are one candidate, and so are two servers' same answers.</summary>
        private bool IsSignalled(Candidate found) =>
            _signalled.Exists(known => known.Address == found.Address);
    }
}
