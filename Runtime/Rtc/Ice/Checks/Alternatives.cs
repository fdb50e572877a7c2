#nullable enable
using Earshot.Rtc.Stun;

namespace Earshot.Rtc.Ice
{
    /// <summary>What to do about other pairs once one is nominated, beyond RFC 8445, which knows a restart only: a pair
    /// over a relay is left for a direct one that works after all, and a pair that falls silent for one that
    /// answers. Chromium and libwebrtc follow both, as we follow theirs.</summary>
    internal sealed class Alternatives
    {
        private readonly Checklist _checklist;
        private readonly CandidateSet _candidates;
        private TransactionId _soughtFor;

        public Alternatives(Checklist checklist, CandidateSet candidates)
        {
            _checklist = checklist;
            _candidates = candidates;
        }

        /// <summary>True when another pair would do good.</summary>
        public bool AreWelcome(CandidatePair? selected) =>
            selected == null || !_checklist.IsConcluded || selected.IsRelayed || selected.Check.IsUnanswered;

        /// <summary>True when a pair is worth keeping beside a nominated one (RFC 8445 section 8.1.2 keeps none): it
        /// works, or it is direct, may yet work, and the nominated is not.</summary>
        public static bool AreKept(CandidatePair pair, CandidatePair nominated) =>
            pair.State == CandidatePairState.Succeeded || nominated.IsRelayed && !pair.IsRelayed && pair.IsPending;

        /// <summary>Checks all others, once for each check of the selected pair that has no answer.</summary>
        public void Seek(IceRole role, CandidatePair selected)
        {
            if (_soughtFor == selected.Check.Id) return;
            _soughtFor = selected.Check.Id;
            SeekAll(role, selected);
        }

        /// <summary>Checks all but one.</summary>
        public void SeekAll(IceRole role, CandidatePair? selected)
        {
            _candidates.PairAll(role);
            foreach (CandidatePair pair in _checklist.Pairs)
            {
                if (pair == selected) continue;
                if (pair.State == CandidatePairState.Succeeded) pair.IsTriggered = true;
                if (pair.State == CandidatePairState.Failed) pair.State = CandidatePairState.Waiting;
            }
        }

        /// <summary>The pair to nominate in the place of the nominated one, or null.</summary>
        public CandidatePair? FindBetter(CandidatePair selected)
        {
            if (_checklist.IsNominating()) return null;
            foreach (CandidatePair pair in _checklist.Pairs)
            {
                if (pair == selected || pair.State != CandidatePairState.Succeeded) continue;
                bool isUpgrade = selected.IsRelayed && !pair.IsRelayed && pair.ConsentedAt > selected.NominatedAt;
                bool isRescue = selected.Check.IsUnanswered && pair.ConsentedAt > selected.Check.BeganAt;
                if (isUpgrade || isRescue) return pair;
            }

            return null;
        }
    }
}
