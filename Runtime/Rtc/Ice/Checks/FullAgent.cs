#nullable enable
using System;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>The full role (https://www.rfc-editor.org/rfc/rfc8445#section-6 to 8): forms pairs, checks them,
    /// nominates or follows the nomination, and keeps consent on the selected one.
    /// Sooner than the RFC: the first check, and every triggered one, goes out at once; only further ordinary checks
    /// keep Ta. What is sent on before the nomination is the best pair that succeeded, so DTLS starts after one round
    /// trip. Left out: a local peer-reflexive candidate is not formed, since its base is what we send from and nobody
    /// is told of it.</summary>
    internal sealed class FullAgent : IIceMode
    {
        /// <summary>Ta, between two ordinary checks (RFC 8445 section 14.2).</summary>
        private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

        /// <summary>How long no pair may work; RFC 8863 says why not to fail as soon as all checks have.</summary>
        private static readonly TimeSpan FirstPathTimeout = TimeSpan.FromSeconds(15);

        private readonly BindingExchange _exchange;
        private readonly Checklist _checklist = new Checklist();
        private readonly CandidateSet _candidates;
        private readonly EarlyChecks _early = new EarlyChecks();
        private readonly Nomination _nomination = new Nomination();
        private readonly RoundTrip _roundTrip = new RoundTrip();
        private readonly Consent _consent;
        private CandidatePair? _selected;
        private CandidatePair? _former;
        private IceRole _rankedFor;
        private Instant _beganAt;
        private Instant _nextCheckAt;
        private bool _remoteIsLite;
        private bool _remotesEnded;

        public FullAgent(BindingExchange exchange, IRandom random)
        {
            _exchange = exchange;
            _candidates = new CandidateSet(_checklist);
            _consent = new Consent(random);
        }

        public CloseReason Failure { get; private set; }

        public bool HasPath => _selected != null;

        public Deadline NextDeadline
        {
            get
            {
                if (!_exchange.KnowsRemote || Failure != CloseReason.None) return Deadline.None;
                Deadline soonest = _selected == null
                    ? new Deadline(_beganAt + FirstPathTimeout, DeadlineReason.IceTimeout)
                    : new Deadline(_selected.ConsentedAt + Consent.Lifetime, DeadlineReason.IceTimeout);
                if (_selected != null)
                    soonest = soonest.Soonest(new Deadline(_consent.NextAt, DeadlineReason.IceConsent));
                if (_checklist.NextTriggered() != null || _checklist.NextOrdinary() != null)
                    soonest = soonest.Soonest(new Deadline(_nextCheckAt, DeadlineReason.IceCheck));
                if (_exchange.Role == IceRole.Controlling)
                    soonest = soonest.Soonest(_nomination.NextDeadline(_checklist));
                foreach (CandidatePair pair in _checklist.Pairs)
                {
                    if (pair.Check.IsOutstanding)
                        soonest = soonest.Soonest(new Deadline(pair.Check.DueAt, DeadlineReason.IceRetransmit));
                }

                return soonest;
            }
        }

        public void HandleRemote(Instant now, bool isRestart, bool remoteIsLite)
        {
            if (isRestart) Restart();
            _remoteIsLite = remoteIsLite;
            _beganAt = _nextCheckAt = now;
            while (_early.TryTake(_exchange, out BindingRequest request)) TryHandleRequest(now, request, out _);
        }

        public void AddLocalCandidate(Candidate candidate) => _candidates.AddLocal(candidate, _exchange.Role);

        public void AddRemoteCandidate(Candidate candidate) => _candidates.AddRemote(candidate, _exchange.Role);

        public void HandleEndOfCandidates() => _remotesEnded = true;

        public bool TryHandleRequest(Instant now, in BindingRequest request, out DropReason dropped)
        {
            dropped = DropReason.None;
            if (!_exchange.IsRemoteUfrag(request.Ufrag))
            {
                _early.Remember(request);
                return true;
            }

            CandidatePair? pair = _candidates.Learn(request, _exchange.Role);
            if (pair == null)
            {
                dropped = DropReason.Overflow;
                return false;
            }

            pair.IsHeard = true;
            pair.IsTriggered = pair.State != CandidatePairState.Succeeded;
            if (request.UseCandidate && _exchange.Role == IceRole.Controlled)
            {
                pair.IsNominationPending = true;
                if (pair.State == CandidatePairState.Succeeded) Nominate(now, pair);
            }

            return true;
        }

        public bool TryHandleResponse(
            Instant now, TransportAddress local, TransportAddress remote, in StunMessage response,
            out DropReason dropped)
        {
            CandidatePair? pair = _checklist.Find(response.TransactionId);
            dropped = pair == null || !pair.Joins(local, remote) ? DropReason.StunUnmatched
                : !_exchange.IsAuthentic(response) ? DropReason.StunBadIntegrity
                : DropReason.None;
            if (pair == null || dropped != DropReason.None) return false;

            pair.Check.End();
            if (response.Class == StunClass.Success) HandleSuccess(now, pair);
            else if (response.TryGetErrorCode(out StunErrorCode code) && code == StunErrorCode.RoleConflict)
                HandleRoleConflict(pair);
            else GiveUp(now, pair);
            return true;
        }

        public void HandleTimeout(Instant now)
        {
            if (!_exchange.KnowsRemote || Failure != CloseReason.None) return;
            if (_rankedFor != _exchange.Role) _checklist.Rank(_rankedFor = _exchange.Role);
            RepeatOverdue(now);
            CheckTriggered(now);
            CheckOrdinary(now);
            NominateBest(now);
            AskConsent(now);
            JudgeFailure(now);
        }

        public bool IsValidated(TransportAddress local, TransportAddress remote)
        {
            if (_selected != null && _selected.Joins(local, remote)) return true;
            if (_former != null && _former.Joins(local, remote)) return true;
            return _checklist.Find(local, remote)?.IsValidated == true || _early.Contains(local, remote);
        }

        public bool TryGetSelected(out TransportAddress local, out TransportAddress remote)
        {
            CandidatePair? pair = _selected ?? _former;
            local = pair?.Local.Address ?? default;
            remote = pair?.Remote.Address ?? default;
            return pair != null;
        }

        /// <summary>The pair in use carries media until the new generation has one (RFC 8445 section 9).</summary>
        private void Restart()
        {
            _former = _selected ?? _former;
            _selected = null;
            _remotesEnded = false;
            _candidates.Restart();
            _nomination.Restart();
            Failure = CloseReason.None;
        }

        private void HandleSuccess(Instant now, CandidatePair pair)
        {
            _roundTrip.Note(now - pair.Check.BeganAt);
            pair.State = CandidatePairState.Succeeded;
            pair.IsTriggered = false;
            pair.ConsentedAt = now;
            _checklist.Unfreeze(pair);

            bool isNominated = _exchange.Role == IceRole.Controlling
                ? pair.Check.UseCandidate && !pair.IsNominated
                : pair.IsNominationPending;
            if (isNominated) Nominate(now, pair);
            else Select(now);
        }

        /// <summary>The refused request said what we were when it was sent; a newer change of role stands.</summary>
        private void HandleRoleConflict(CandidatePair pair)
        {
            if (_exchange.Role == pair.Check.Role && !_remoteIsLite)
                _exchange.Role = pair.Check.Role == IceRole.Controlling ? IceRole.Controlled : IceRole.Controlling;
            if (pair.State == CandidatePairState.InProgress) pair.State = CandidatePairState.Waiting;
        }

        private void RepeatOverdue(Instant now)
        {
            foreach (CandidatePair pair in _checklist.Pairs)
            {
                ConnectivityCheck check = pair.Check;
                if (!check.IsOutstanding || now < check.DueAt) continue;
                if (check.IsExhausted(now)) GiveUp(now, pair);
                else Repeat(now, pair);
            }
        }

        private void Repeat(Instant now, CandidatePair pair)
        {
            if (!_exchange.HasRoom) return;
            _exchange.RepeatRequest(pair);
            pair.Check.NoteRepeated(now);
        }

        /// <summary>A pair that worked is given up only when its nomination does not come through and another works.
        /// Otherwise it stays until its consent expires.</summary>
        private void GiveUp(Instant now, CandidatePair pair)
        {
            pair.Check.End();
            bool isNomination = pair.Check.UseCandidate && !_checklist.IsConcluded;
            bool isDispensable = isNomination && _checklist.CountSucceeded() > 1;
            if (pair.State == CandidatePairState.Succeeded && !isDispensable) return;
            pair.State = CandidatePairState.Failed;
            _checklist.Unfreeze(pair);
            Select(now);
        }

        private void CheckTriggered(Instant now)
        {
            while (_exchange.HasRoom && _checklist.NextTriggered() is CandidatePair pair)
            {
                pair.IsTriggered = false;
                if (pair.State != CandidatePairState.InProgress) Check(now, pair, false);
                else if (now >= pair.Check.SentAt + Pace) Repeat(now, pair);
            }
        }

        private void CheckOrdinary(Instant now)
        {
            if (now < _nextCheckAt || !_exchange.HasRoom || !(_checklist.NextOrdinary() is CandidatePair pair)) return;
            Check(now, pair, false);
            _nextCheckAt = now + Pace;
        }

        private void NominateBest(Instant now)
        {
            if (_exchange.Role != IceRole.Controlling || !_exchange.HasRoom) return;
            if (_nomination.Next(now, _checklist) is CandidatePair best) Check(now, best, true);
        }

        private void Check(Instant now, CandidatePair pair, bool useCandidate)
        {
            if (pair.State != CandidatePairState.Succeeded) pair.State = CandidatePairState.InProgress;
            TransactionId id = _exchange.SendRequest(pair, useCandidate);
            pair.Check.Begin(now, id, _exchange.Role, useCandidate, _roundTrip.Wait);
        }

        /// <summary>Chromium nominates its pair with every check: only the first of them changes anything.</summary>
        private void Nominate(Instant now, CandidatePair pair)
        {
            pair.IsNominationPending = false;
            if (pair == _selected && pair.IsNominated) return;
            _checklist.Conclude(pair);
            Select(now);
        }

        private void Select(Instant now)
        {
            CandidatePair? best = _checklist.BestSucceeded();
            if (best == _selected) return;
            _selected = best;
            _former = null;
            _consent.Schedule(now);
        }

        /// <summary>Consent checks of a nominated pair repeat the nomination: a lite agent that lost its state, or that
        /// sees us behind another port of our NAT, then follows.</summary>
        private void AskConsent(Instant now)
        {
            if (_selected == null || now < _consent.NextAt || !_exchange.HasRoom) return;
            _consent.Schedule(now);
            if (_selected.Check.IsOutstanding) return;
            Check(now, _selected, _exchange.Role == IceRole.Controlling && _selected.IsNominated);
        }

        private void JudgeFailure(Instant now)
        {
            if (_selected != null)
            {
                if (now < _selected.ConsentedAt + Consent.Lifetime) return;
                _selected.State = CandidatePairState.Failed;
                Select(now);
                if (_selected == null) Failure = CloseReason.ConsentExpired;
                return;
            }

            bool nothingWillCome = _remoteIsLite && _remotesEnded && !_checklist.HasPending();
            if (!nothingWillCome && now < _beganAt + FirstPathTimeout) return;
            _former = null;
            Failure = CloseReason.IceFailed;
        }
    }
}
