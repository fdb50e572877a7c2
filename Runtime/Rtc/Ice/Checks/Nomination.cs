#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>Regular nomination (https://www.rfc-editor.org/rfc/rfc8445#section-8.1.1), in the order things happen:
    /// a check succeeds; when no better pair can succeed any more, or a better one has not within 100 ms (a second
    /// while only a relay works), a second check with USE-CANDIDATE goes out on it; its answer concludes. With one
    /// interface and one remote candidate that is the second round trip, against full and lite agents alike, and media
    /// does not wait for it.</summary>
    internal sealed class Nomination
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
        private static readonly TimeSpan PatienceWithRelays = TimeSpan.FromSeconds(1);

        private Instant _firstSuccessAt;
        private bool _hasSuccess;

        /// <summary>The pair the controlling agent is to nominate now, or null.</summary>
        public CandidatePair? Next(Instant now, Checklist checklist)
        {
            CandidatePair? best = checklist.BestSucceeded();
            if (best == null || checklist.IsConcluded || checklist.IsNominating()) return null;
            if (!_hasSuccess)
            {
                _hasSuccess = true;
                _firstSuccessAt = now;
            }

            return checklist.HasPendingAbove(best) && now < _firstSuccessAt + PatienceWith(best) ? null : best;
        }

        /// <summary>When patience ends.</summary>
        public Deadline NextDeadline(Checklist checklist)
        {
            CandidatePair? best = checklist.IsConcluded ? null : checklist.BestSucceeded();
            return best == null || checklist.IsNominating()
                ? Deadline.None
                : new Deadline(_firstSuccessAt + PatienceWith(best), DeadlineReason.IceCheck);
        }

        /// <summary>Starts over.</summary>
        public void Restart() => _hasSuccess = false;

        private static TimeSpan PatienceWith(CandidatePair best) => best.IsRelayed ? PatienceWithRelays : Patience;
    }
}
