#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Turn;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>What an owner may ask and tell of a <see cref="Peer"/>'s ICE: the W3C's RTCIceTransport, and what a
    /// driver knows of sockets and names.</summary>
    public sealed class IceTransport
    {
        private const int MaxNames = 16;
        private const int PreferenceStep = 256;

        private readonly IceAgent _agent;
        private readonly Queue<string> _names = new Queue<string>();
        private readonly HashSet<string> _namesAsked = new HashSet<string>();
        private int _nextPreference = ushort.MaxValue;

        internal IceTransport(IceAgent agent) => _agent = agent;

        /// <summary>Where it stands.</summary>
        public IceState State => _agent.State;

        /// <summary>The present role.</summary>
        public IceRole Role => _agent.Role;

        /// <summary>True when all candidates there will be are known.</summary>
        public bool IsGatheringComplete => _agent.IsGatheringComplete;

        /// <summary>True while servers are still to be added: gathering is not complete before.</summary>
        public bool AwaitServers
        {
            get => _agent.AwaitServers;
            set => _agent.AwaitServers = value;
        }

        /// <summary>Our candidates, in the order they were found.</summary>
        public IReadOnlyList<Candidate> LocalCandidates => _agent.LocalCandidates;

        /// <summary>True when the path in use is nominated and no other is tried.</summary>
        public bool IsSettled => _agent.IsSettled;

        /// <summary>The round trip on the path in use, as last measured; zero while unknown, and always where we are
        /// lite.</summary>
        public TimeSpan RoundTrip => _agent.RoundTrip;

        /// <summary>The path in use: a local and a remote candidate's address. False while there is none.</summary>
        public bool TryGetSelected(out TransportAddress local, out TransportAddress remote) =>
            _agent.TryGetSelected(out local, out remote);

        /// <summary>A socket has been opened at that address. Those added earlier are preferred.</summary>
        public void AddLocalAddress(Instant now, TransportAddress address)
        {
            _agent.AddLocalCandidate(Candidate.Host(address, _nextPreference));
            if (_nextPreference >= PreferenceStep) _nextPreference -= PreferenceStep;
            if (now != default) _agent.HandleTimeout(now);
        }

        /// <summary>The socket at that address is gone, or its network.</summary>
        public void RemoveLocalAddress(Instant now, TransportAddress address) =>
            _agent.RemoveLocalAddress(now, address);

        /// <summary>Asks at once whether the path in use still answers; when it does not, the others are tried. Of no
        /// use where we are lite.</summary>
        public void VerifyPath(Instant now)
        {
            _agent.VerifyPath(now);
            _agent.HandleTimeout(now);
        }

        /// <summary>Asks a STUN server how our addresses look from outside.</summary>
        public void AddStunServer(Instant now, TransportAddress server) => _agent.AddStunServer(now, server);

        /// <summary>Asks a TURN server for an address. <paramref name="pipe"/> is the local address of a transport that
        /// leads to that server and nowhere else; over a stream, one message is one datagram here.</summary>
        public void AddTurnServer(Instant now, TransportAddress pipe, TurnServer server) =>
            _agent.AddTurnServer(now, pipe, server);

        /// <summary>The transport to a TURN server is gone.</summary>
        public void HandlePipeClosed(Instant now, TransportAddress pipe) => _agent.HandlePipeClosed(now, pipe);

        /// <summary>Leaves the servers given so far. A relay in use stays until a restart has led away from it: for new
        /// credentials add the servers anew and offer with a restart.</summary>
        public void RetireServers(Instant now) => _agent.RetireServers(now);

        /// <summary>Takes the next relay that was not to be had, or was lost: its transport may be closed.</summary>
        public bool TryPollRelayLoss(out RelayLoss loss) => _agent.TryPollRelayLoss(out loss);

        /// <summary>Takes a candidate the other side trickles: an <c>a=candidate</c> line with or without "a=", or an
        /// empty one for the end. False, with a sentence, when it is of no use; the session goes on without it. One
        /// with an mDNS name comes out of <see cref="TryPollName"/>.</summary>
        public bool TryAddRemoteCandidate(Instant now, string line, out string error)
        {
            error = "";
            string value = Strip(Strip(line.Trim(), "a="), "candidate:");
            if (value.Length == 0 || value == "end-of-candidates") _agent.HandleEndOfCandidates(now);
            else if (Candidate.TryParse(value, out Candidate? candidate, out error))
                _agent.AddRemoteCandidate(now, candidate!);
            else if (Candidate.TryFindName(value, out _)) AskForName(value);
            else return false;
            return true;
        }

        /// <summary>Takes the next remote candidate with an mDNS name, and the name. Whoever can resolve it adds the
        /// candidate again, with the address in the place of the name (<see cref="Candidate.WithAddress"/>).</summary>
        public bool TryPollName(out string line, out string name)
        {
            line = name = "";
            if (_names.Count == 0) return false;
            line = _names.Dequeue();
            return Candidate.TryFindName(line, out name);
        }

        /// <summary>Notes a candidate whose name is to be resolved. So many questions may a peer make us ask, and no
        /// more.</summary>
        internal void AskForName(string line)
        {
            if (_namesAsked.Count < MaxNames && _namesAsked.Add(line)) _names.Enqueue(line);
        }

        private static string Strip(string text, string prefix) =>
            text.StartsWith(prefix, StringComparison.Ordinal) ? text.Substring(prefix.Length) : text;
    }
}
