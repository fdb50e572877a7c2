#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>The pairs of the one component there is, best first, and which is checked next
    /// (https://www.rfc-editor.org/rfc/rfc8445#section-6.1.2). At most <see cref="MaxPairs"/>, of which at most
    /// <see cref="MaxPeerReflexive"/> may lead to addresses learned from checks: no peer fills our memory.</summary>
    internal sealed class Checklist
    {
        public const int MaxPairs = 64;
        public const int MaxPeerReflexive = 32;

        private readonly List<CandidatePair> _pairs = new List<CandidatePair>();
        private long _nominations;

        /// <summary>True once a pair has been nominated.</summary>
        public bool IsConcluded { get; private set; }

        /// <summary>The pairs, by falling priority; a list, so that walking it allocates nothing.</summary>
        public List<CandidatePair> Pairs => _pairs;

        /// <summary>The pair of those addresses, or null.</summary>
        public CandidatePair? Find(TransportAddress local, TransportAddress remote)
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.Joins(local, remote)) return pair;
            }

            return null;
        }

        /// <summary>The pair whose check has that transaction, or null.</summary>
        public CandidatePair? Find(TransactionId id)
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.Check.IsOutstanding && pair.Check.Id == id) return pair;
            }

            return null;
        }

        /// <summary>Adds a pair in its place; null when the table is full.</summary>
        public CandidatePair? TryAdd(Candidate local, Candidate remote, IceRole role)
        {
            if (_pairs.Count >= MaxPairs) return null;
            if (remote.Kind == CandidateKind.PeerReflexive && CountPeerReflexive() >= MaxPeerReflexive) return null;

            var pair = new CandidatePair(local, remote);
            pair.Rank(role);
            pair.State = HasUnderWay(pair) ? CandidatePairState.Frozen : CandidatePairState.Waiting;
            Insert(pair);
            return pair;
        }

        /// <summary>Ranks all pairs anew, after a change of role or of a candidate.</summary>
        public void Rank(IceRole role)
        {
            foreach (CandidatePair pair in _pairs) pair.Rank(role);
            _pairs.Sort((a, b) => b.Priority.CompareTo(a.Priority));
        }

        /// <summary>The best pair whose turn is out of turn, or null.</summary>
        public CandidatePair? NextTriggered()
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.IsTriggered) return pair;
            }

            return null;
        }

        /// <summary>The best pair that waits for its first check, or null. When none waits a frozen one goes, sooner
        /// than the RFC lets it: with one component there is little to save by waiting.</summary>
        public CandidatePair? NextOrdinary() =>
            Best(CandidatePairState.Waiting) ?? Best(CandidatePairState.Frozen);

        /// <summary>Lets pairs that waited for the fate of this one have their turn.</summary>
        public void Unfreeze(CandidatePair settled)
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.State == CandidatePairState.Frozen && pair.SharesFoundationWith(settled))
                    pair.State = CandidatePairState.Waiting;
            }
        }

        /// <summary>True when that pair was nominated, and none after it.</summary>
        public bool IsNominated(CandidatePair pair) => IsConcluded && pair.Nomination == _nominations;

        /// <summary>Nominates a pair that succeeded. The last nomination counts: RFC 8445 knows only one, but Chromium
        /// as controlling agent nominates again when it moves to another network, and so do we.</summary>
        public void Conclude(Instant now, CandidatePair nominated)
        {
            nominated.Nomination = ++_nominations;
            nominated.NominatedAt = now;
            IsConcluded = true;
        }

        /// <summary>The nominated pair is gone, and there is none.</summary>
        public void Reopen() => IsConcluded = false;

        /// <summary>Takes a pair out.</summary>
        public void Remove(CandidatePair pair) => _pairs.Remove(pair);

        /// <summary>The pair to send on: nominated last, else best of those that succeeded; or null.</summary>
        public CandidatePair? BestSucceeded()
        {
            CandidatePair? best = null;
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.State != CandidatePairState.Succeeded) continue;
                if (best == null || pair.IsBetterThan(best)) best = pair;
            }

            return best;
        }

        /// <summary>How many pairs have succeeded.</summary>
        public int CountSucceeded()
        {
            int count = 0;
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.State == CandidatePairState.Succeeded) count++;
            }

            return count;
        }

        /// <summary>True while any pair may yet succeed.</summary>
        public bool HasPending()
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.IsPending || pair.IsTriggered) return true;
            }

            return false;
        }

        /// <summary>True while a pair better than this one may yet succeed.</summary>
        public bool HasPendingAbove(CandidatePair bar)
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair != bar && pair.Priority > bar.Priority && (pair.IsPending || pair.IsTriggered)) return true;
            }

            return false;
        }

        /// <summary>True while a nomination waits for its answer. Consent checks of a nominated pair repeat its
        /// nomination, and are none.</summary>
        public bool IsNominating()
        {
            foreach (CandidatePair pair in _pairs)
            {
                bool isValid = pair.State == CandidatePairState.Succeeded && !IsNominated(pair);
                if (isValid && pair.Check.IsOutstanding && pair.Check.UseCandidate) return true;
            }

            return false;
        }

        /// <summary>The remote peer-reflexive candidates by number, one for each pair; null behind the last.</summary>
        public Candidate? PeerReflexive(int index)
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.Remote.Kind == CandidateKind.PeerReflexive && index-- == 0) return pair.Remote;
            }

            return null;
        }

        private CandidatePair? Best(CandidatePairState state)
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.State == state) return pair;
            }

            return null;
        }

        private void Insert(CandidatePair pair)
        {
            int at = _pairs.Count;
            while (at > 0 && _pairs[at - 1].Priority < pair.Priority) at--;
            _pairs.Insert(at, pair);
        }

        private bool HasUnderWay(CandidatePair added)
        {
            foreach (CandidatePair pair in _pairs)
            {
                bool isSettled = pair.State == CandidatePairState.Succeeded || pair.State == CandidatePairState.Failed;
                if (!isSettled && pair.SharesFoundationWith(added)) return true;
            }

            return false;
        }

        private int CountPeerReflexive()
        {
            int count = 0;
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.Remote.Kind == CandidateKind.PeerReflexive) count++;
            }

            return count;
        }
    }
}
