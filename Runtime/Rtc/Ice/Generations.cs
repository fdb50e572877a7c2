#nullable enable
using System;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>The generation in force, the one a restart has prepared, and the one it takes over from
    /// (https://www.rfc-editor.org/rfc/rfc8445#section-9).
    /// <code>
    /// prepared --the answer--> current --a path--> former (10 s more, answering) --> gone
    /// </code>
    /// Until the current one has a path the former carries on: media, consent and answers.</summary>
    internal sealed class Generations
    {
        /// <summary>What the other side sent before it, too, moved on is still to be taken.</summary>
        private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

        private Generation? _prepared;
        private Generation? _former;
        private Instant _formerEndsAt;
        private bool _isLeaving;

        public Generations(Generation first) => Current = first;

        public Generation Current { get; private set; }

        /// <summary>Whose credentials are to be signalled.</summary>
        public Generation Newest => _prepared ?? Current;

        public bool IsPrepared => _prepared != null;

        /// <summary>True when no restart is under way.</summary>
        public bool IsAlone => _prepared == null && _former == null;

        /// <summary>Why there is no hope left; a former generation with a path is some.</summary>
        public CloseReason Failure => _former?.Mode.HasPath == true ? CloseReason.None : Current.Mode.Failure;

        public Deadline NextDeadline
        {
            get
            {
                Deadline soonest = Current.Mode.NextDeadline;
                if (_former == null) return soonest;
                return soonest.Soonest(
                    _isLeaving ? new Deadline(_formerEndsAt, DeadlineReason.IceTimeout) : _former.Mode.NextDeadline);
            }
        }

        /// <summary>Makes one ready to take over.</summary>
        public void Prepare(Generation next) => _prepared = next;

        /// <summary>Takes that back.</summary>
        public void Unprepare() => _prepared = null;

        /// <summary>Puts the prepared one in force, if there is one.</summary>
        public void Advance()
        {
            if (_prepared == null) return;
            if (Current.Mode.HasPath) _former = Current;
            Current = _prepared;
            _prepared = null;
            _isLeaving = false;
        }

        /// <summary>The one a request is meant for; the current one when it is meant for none.</summary>
        public Generation For(in StunMessage request)
        {
            Generation best = Current;
            int fit = Current.Fits(request);
            if (_prepared != null && _prepared.Fits(request) > fit) fit = (best = _prepared).Fits(request);
            return _former != null && _former.Fits(request) > fit ? _former : best;
        }

        public DropReason HandleResponse(
            Instant now, TransportAddress local, TransportAddress remote, in StunMessage response)
        {
            Current.Mode.TryHandleResponse(now, local, remote, response, out DropReason dropped);
            if (dropped == DropReason.StunUnmatched)
                _former?.Mode.TryHandleResponse(now, local, remote, response, out dropped);
            return dropped;
        }

        public void AddLocalCandidate(Candidate candidate)
        {
            Current.Mode.AddLocalCandidate(candidate);
            _prepared?.Mode.AddLocalCandidate(candidate);
        }

        public void RemoveLocalCandidate(Instant now, TransportAddress address)
        {
            Current.Mode.RemoveLocalCandidate(now, address);
            _prepared?.Mode.RemoveLocalCandidate(now, address);
            _former?.Mode.RemoveLocalCandidate(now, address);
        }

        public void HandleTimeout(Instant now, bool localsEnded)
        {
            Current.Mode.LocalsEnded = localsEnded;
            Current.Mode.HandleTimeout(now);
            if (_former == null) return;
            bool isOver = false;
            if (Current.Mode.HasPath)
            {
                if (!_isLeaving) _formerEndsAt = now + Overlap;
                _isLeaving = true;
                isOver = now >= _formerEndsAt;
            }
            else
            {
                _isLeaving = false;
                _former.Mode.HandleTimeout(now);
                isOver = _former.Mode.Failure != CloseReason.None;
            }

            if (isOver) _former = null;
        }

        public bool TryPollTransmit(out IceTransmit transmit)
        {
            if (Current.Exchange.TryPollTransmit(out transmit)) return true;
            if (_prepared != null && _prepared.Exchange.TryPollTransmit(out transmit)) return true;
            return _former != null && _former.Exchange.TryPollTransmit(out transmit);
        }

        public bool IsValidated(TransportAddress local, TransportAddress remote) =>
            Current.Mode.IsValidated(local, remote) || _former?.Mode.IsValidated(local, remote) == true ||
            _prepared?.Mode.IsValidated(local, remote) == true;

        public bool TryGetSelected(out TransportAddress local, out TransportAddress remote)
        {
            if (Current.Mode.TryGetSelected(out local, out remote)) return true;
            return _former != null && _former.Mode.TryGetSelected(out local, out remote);
        }

        /// <summary>Drops what waits to be sent.</summary>
        public void Close()
        {
            Current.Exchange.Close();
            _prepared?.Exchange.Close();
            _former?.Exchange.Close();
        }
    }
}
