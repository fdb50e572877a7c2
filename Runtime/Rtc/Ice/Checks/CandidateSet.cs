#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>The candidates of both sides and the pairs they form
    /// (https://www.rfc-editor.org/rfc/rfc8445#section-6.1.2.2).</summary>
    internal sealed class CandidateSet
    {
        public const int MaxRemotes = 64;

        private readonly List<Candidate> _locals = new List<Candidate>();
        private readonly List<Candidate> _remotes = new List<Candidate>();
        private readonly Checklist _checklist;

        public CandidateSet(Checklist checklist) => _checklist = checklist;

        /// <summary>The other side's, as signalled.</summary>
        public List<Candidate> Remotes => _remotes;

        /// <summary>Takes a local candidate, and pairs it with all remote ones if it is wanted.</summary>
        public void AddLocal(Candidate candidate, IceRole role, bool isWanted)
        {
            _locals.Add(candidate);
            if (!isWanted) return;
            foreach (Candidate remote in _remotes) Pair(candidate, remote, role);
        }

        /// <summary>Forgets a local candidate; its pairs are the caller's to remove.</summary>
        public void RemoveLocal(TransportAddress address) =>
            _locals.RemoveAll(local => local.Address == address);

        /// <summary>True when one of ours has that address: nothing else may be answered, since nothing else is
        /// ours.</summary>
        public bool HasLocal(TransportAddress address) => Find(_locals, address) != null;

        /// <summary>Forms all pairs that are not there, whatever came of them before.</summary>
        public void PairAll(IceRole role)
        {
            foreach (Candidate local in _locals)
            {
                foreach (Candidate remote in _remotes) Pair(local, remote, role);
            }
        }

        /// <summary>Takes a remote candidate, and pairs it with all local ones if it is wanted. One of another
        /// component, one known already, or one too many is passed over.</summary>
        public void AddRemote(Candidate candidate, IceRole role, bool isWanted)
        {
            if (candidate.Component != Candidate.RtpComponent || _remotes.Count == MaxRemotes) return;
            if (Find(_remotes, candidate.Address) != null) return;
            _remotes.Add(candidate);
            foreach (Candidate local in _locals)
            {
                if (isWanted || _checklist.Find(local.Address, candidate.Address) != null) Pair(local, candidate, role);
            }
        }

        /// <summary>The pair a check came on, made when there is none: with a candidate that was signalled, or a
        /// peer-reflexive one (RFC 8445 section 7.3.1.3). Null when the tables are full, or no local candidate has that
        /// address.</summary>
        public CandidatePair? Learn(in BindingRequest request, IceRole role)
        {
            CandidatePair? known = _checklist.Find(request.Local, request.Remote);
            if (known != null) return known;
            Candidate? local = Find(_locals, request.Local);
            if (local == null) return null;
            Candidate remote = Find(_remotes, request.Remote) ??
                Candidate.PeerReflexive(request.Remote, request.Priority);
            return _checklist.TryAdd(local, remote, role);
        }

        /// <summary>One family, and loopback or link-local only among themselves.</summary>
        public static bool CanPair(TransportAddress local, TransportAddress remote) =>
            local.IsV6 == remote.IsV6 && local.IsLoopback == remote.IsLoopback &&
            local.IsLinkLocal == remote.IsLinkLocal;

        private void Pair(Candidate local, Candidate remote, IceRole role)
        {
            if (!CanPair(local.Address, remote.Address)) return;
            CandidatePair? known = _checklist.Find(local.Address, remote.Address);
            if (known == null) _checklist.TryAdd(local, remote, role);
            else if (known.Remote.Kind == CandidateKind.PeerReflexive)
            {
                known.Remote = remote;
                _checklist.Rank(role);
            }
        }

        private static Candidate? Find(List<Candidate> candidates, TransportAddress address)
        {
            foreach (Candidate candidate in candidates)
            {
                if (candidate.Address == address) return candidate;
            }

            return null;
        }
    }
}
