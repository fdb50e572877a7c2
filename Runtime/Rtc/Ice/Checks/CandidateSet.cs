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

        /// <summary>Pairs a local candidate with all remote ones.</summary>
        public void AddLocal(Candidate candidate, IceRole role)
        {
            _locals.Add(candidate);
            foreach (Candidate remote in _remotes) Pair(candidate, remote, role);
        }

        /// <summary>Pairs a remote candidate with all local ones. One of another component, one known already, or one
        /// too many is passed over.</summary>
        public void AddRemote(Candidate candidate, IceRole role)
        {
            if (candidate.Component != Candidate.RtpComponent || _remotes.Count == MaxRemotes) return;
            if (Find(_remotes, candidate.Address) != null) return;
            _remotes.Add(candidate);
            foreach (Candidate local in _locals) Pair(local, candidate, role);
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
            Candidate remote = Find(_remotes, request.Remote) ?? new Candidate(
                "prflx", Candidate.RtpComponent, request.Priority, request.Remote, CandidateKind.PeerReflexive);
            return _checklist.TryAdd(local, remote, role);
        }

        /// <summary>Forgets the remote candidates and all pairs.</summary>
        public void Restart()
        {
            _remotes.Clear();
            _checklist.Clear();
        }

        /// <summary>After the nomination no pair is formed any more, unless the other side checks it.</summary>
        private void Pair(Candidate local, Candidate remote, IceRole role)
        {
            if (!CanPair(local.Address, remote.Address)) return;
            CandidatePair? known = _checklist.Find(local.Address, remote.Address);
            if (known == null)
            {
                if (!_checklist.IsConcluded) _checklist.TryAdd(local, remote, role);
            }
            else if (known.Remote.Kind == CandidateKind.PeerReflexive)
            {
                known.Remote = remote;
                _checklist.Rank(role);
            }
        }

        /// <summary>One family, and loopback or link-local only among themselves.</summary>
        private static bool CanPair(TransportAddress local, TransportAddress remote) =>
            local.IsV6 == remote.IsV6 && local.IsLoopback == remote.IsLoopback &&
            local.IsLinkLocal == remote.IsLinkLocal;

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
