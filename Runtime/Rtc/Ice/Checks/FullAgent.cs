#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>The full role for one generation of credentials (https://www.rfc-editor.org/rfc/rfc8445#section-6 to
    /// 8): forms pairs, checks them, nominates or follows the nomination, and keeps consent on the selected one.
    /// Sooner than the RFC: the first check, and every triggered one, goes out at once; only further ordinary checks
    /// keep Ta. What is sent on before the nomination is the best pair that succeeded, so DTLS starts after one round
    /// trip. After the nomination it goes on looking where that pays (<see cref="Alternatives"/>). Left out: a local
    /// peer-reflexive candidate is not formed, since its base is what we send from and nobody is told of it.</summary>
    internal sealed class FullAgent : IIceMode
    {
        /// <summary>Ta, between two ordinary checks. RFC 8445 section 14.2 has 50 ms, and 5 at least: a machine with
        /// several networks finds the good one the sooner.</summary>
        private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

        /// <summary>How long no pair may work; RFC 8863 says why not to fail as soon as all checks have.</summary>
        private static readonly TimeSpan FirstPathTimeout = TimeSpan.FromSeconds(15);

        private readonly BindingExchange _exchange;
        private readonly Relays _relays;
        private readonly Checklist _checklist = new Checklist();
        private readonly CandidateSet _candidates;
        private readonly EarlyChecks _early;
        private readonly Nomination _nomination = new Nomination();
        private readonly RoundTrip _roundTrip = new RoundTrip();
        private readonly Alternatives _alternatives;
        private readonly Consent _consent;
        private CandidatePair? _selected;
        private IceRole _rankedFor;
        private Instant _beganAt;
        private Instant _nextCheckAt;
        private bool _remoteIsLite;
        private bool _remotesEnded;

        public FullAgent(BindingExchange exchange, IRandom random, Relays relays, EarlyChecks early)
        {
            _exchange = exchange;
            _early = early;
            _relays = relays;
            _candidates = new CandidateSet(_checklist);
            _alternatives = new Alternatives(_checklist, _candidates);
            _consent = new Consent(random);
        }

        public CloseReason Failure { get; private set; }

        public bool HasPath => _selected != null;

        public bool IsSettled =>
            _selected != null && _checklist.IsNominated(_selected) && !_selected.Check.IsUnanswered &&
            !_checklist.HasPending();

        public bool LocalsEnded { get; set; }

        public TimeSpan RoundTrip => _selected?.RoundTrip ?? TimeSpan.Zero;

        public IReadOnlyList<Candidate> Remotes => _candidates.Remotes;

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

        public void HandleRemote(Instant now, bool remoteIsLite)
        {
            _remoteIsLite = remoteIsLite;
            _beganAt = _nextCheckAt = now;
            while (_early.TryTake(_exchange, out BindingRequest request)) TryHandleRequest(now, request, out _);
        }

        public void AddLocalCandidate(Candidate candidate) =>
            _candidates.AddLocal(candidate, _exchange.Role, _alternatives.AreWelcome(_selected));

        public void RemoveLocalCandidate(Instant now, TransportAddress address)
        {
            _candidates.RemoveLocal(address);
            for (int i = _checklist.Pairs.Count - 1; i >= 0; i--)
            {
                CandidatePair pair = _checklist.Pairs[i];
                if (pair.Local.Address == address) _checklist.Remove(pair);
            }

            if (_selected == null || _selected.Local.Address != address) return;
            _checklist.Reopen();
            _nomination.Restart();
            _alternatives.SeekAll(_exchange.Role, null);
            _beganAt = now;
            Select(now);
        }

        public void VerifyPath(Instant now)
        {
            if (_selected != null && !_selected.Check.IsOutstanding) _consent.Hasten(now);
        }

        public void AddRemoteCandidate(Candidate candidate) =>
            _candidates.AddRemote(candidate, _exchange.Role, _alternatives.AreWelcome(_selected));

        public Candidate? RemoteCandidate(int index) => index < _candidates.Remotes.Count
            ? _candidates.Remotes[index]
            : _checklist.PeerReflexive(index - _candidates.Remotes.Count);

        public void HandleEndOfCandidates() => _remotesEnded = true;

        public bool TryHandleRequest(Instant now, in BindingRequest request, out DropReason dropped)
        {
            dropped = DropReason.None;
            bool isOurs = _candidates.HasLocal(request.Local);
            if (isOurs && !_exchange.IsRemoteUfrag(request.Ufrag))
            {
                _early.Remember(request);
                return true;
            }

            CandidatePair? pair = isOurs ? _candidates.Learn(request, _exchange.Role) : null;
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
            if (_selected != null && _selected.Check.IsUnanswered) _alternatives.Seek(_exchange.Role, _selected);
            CheckTriggered(now);
            CheckOrdinary(now);
            NominateBest(now);
            AskConsent(now);
            JudgeFailure(now);
        }

        public bool IsValidated(TransportAddress local, TransportAddress remote)
        {
            if (_selected != null && _selected.Joins(local, remote)) return true;
            return _checklist.Find(local, remote)?.IsValidated == true || _early.Contains(local, remote);
        }

        public bool TryGetSelected(out TransportAddress local, out TransportAddress remote)
        {
            local = _selected?.Local.Address ?? default;
            remote = _selected?.Remote.Address ?? default;
            return _selected != null;
        }

        private void HandleSuccess(Instant now, CandidatePair pair)
        {
            TimeSpan elapsed = now - pair.Check.BeganAt;
            _roundTrip.Note(elapsed);
            if (pair.Check.IsUnambiguous || pair.RoundTrip == TimeSpan.Zero) pair.RoundTrip = elapsed;
            pair.State = CandidatePairState.Succeeded;
            pair.IsTriggered = false;
            pair.ConsentedAt = now;
            _checklist.Unfreeze(pair);

            bool isNominated = _exchange.Role == IceRole.Controlling
                ? pair.Check.UseCandidate && !_checklist.IsNominated(pair)
                : pair.IsNominationPending;
            if (isNominated) Nominate(now, pair);
            else Select(now);
            // Who finds a new way may have lost the old one: better to ask now than when consent is next due.
            if (_checklist.IsConcluded && pair != _selected) _consent.Hasten(now);
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
                if (check.IsExhausted(now))
                {
                    GiveUp(now, pair);
                }
                else if (_exchange.HasRoom)
                {
                    _exchange.RepeatRequest(pair);
                    check.NoteRepeated(now);
                }
            }
        }

        /// <summary>The pair in use stays until its consent expires, unless it is one whose nomination does not come
        /// through while another works.</summary>
        private void GiveUp(Instant now, CandidatePair pair)
        {
            pair.Check.End();
            bool isNeeded = pair == _selected && (_checklist.IsConcluded || _checklist.CountSucceeded() == 1);
            if (isNeeded) return;
            pair.State = CandidatePairState.Failed;
            _checklist.Unfreeze(pair);
            Select(now);
        }

        private void CheckTriggered(Instant now)
        {
            while (_exchange.HasRoom && _checklist.NextTriggered() is CandidatePair pair)
            {
                pair.IsTriggered = false;
                if (!pair.Check.IsOutstanding)
                {
                    Check(now, pair, false);
                }
                else if (now >= pair.Check.SentAt + Pace)
                {
                    _exchange.RepeatRequest(pair);
                    pair.Check.NoteTriggered(now);
                }
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
            CandidatePair? best = _checklist.IsConcluded && _selected != null
                ? _alternatives.FindBetter(_selected) : _nomination.Next(now, _checklist);
            if (best != null) Check(now, best, true);
        }

        private void Check(Instant now, CandidatePair pair, bool useCandidate)
        {
            if (pair.State != CandidatePairState.Succeeded) pair.State = CandidatePairState.InProgress;
            _relays.Permit(now, pair);
            TransactionId id = _exchange.SendRequest(pair, useCandidate);
            pair.Check.Begin(now, id, _exchange.Role, useCandidate, _roundTrip.Wait);
        }

        /// <summary>Chromium nominates its pair with every check: only the first of them changes anything. The pair
        /// left behind is asked no more, lest a late answer nominate it again.</summary>
        private void Nominate(Instant now, CandidatePair pair)
        {
            pair.IsNominationPending = false;
            if (pair == _selected && _checklist.IsNominated(pair)) return;
            if (_selected != null && _selected != pair) _selected.Check.End();
            _checklist.Conclude(now, pair);
            for (int i = _checklist.Pairs.Count - 1; i >= 0; i--)
            {
                CandidatePair other = _checklist.Pairs[i];
                if (Alternatives.AreKept(other, pair)) continue;
                _checklist.Remove(other);
                _relays.Forget(other);
            }

            Select(now);
        }

        private void Select(Instant now)
        {
            CandidatePair? best = _checklist.BestSucceeded();
            if (best == _selected) return;
            _selected = best;
            _consent.Schedule(now);
            if (best != null) _relays.Bind(now, best);
        }

        /// <summary>Consent checks of a nominated pair repeat the nomination: a lite agent that lost its state, or that
        /// sees us behind another port of our NAT, then follows.</summary>
        private void AskConsent(Instant now)
        {
            if (_selected == null || now < _consent.NextAt || !_exchange.HasRoom) return;
            _consent.Schedule(now);
            if (_selected.Check.IsOutstanding) return;
            Check(now, _selected, _exchange.Role == IceRole.Controlling && _checklist.IsNominated(_selected));
        }

        private void JudgeFailure(Instant now)
        {
            if (_selected != null)
            {
                if (now < _selected.ConsentedAt + Consent.Lifetime) return;
                _selected.State = CandidatePairState.Failed;
                _checklist.Reopen();
                Select(now);
                if (_selected == null) Failure = CloseReason.ConsentExpired;
                return;
            }

            // Without any pair it is our own address that is missing, and another network may be about to come.
            bool allFailed = _checklist.Pairs.Count > 0 && !_checklist.HasPending();
            bool nothingWillCome = _remoteIsLite && _remotesEnded && LocalsEnded && allFailed;
            if (nothingWillCome || now >= _beganAt + FirstPathTimeout) Failure = CloseReason.IceFailed;
        }
    }
}
