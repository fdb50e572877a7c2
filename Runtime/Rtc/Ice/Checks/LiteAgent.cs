#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>The lite role (https://www.rfc-editor.org/rfc/rfc8445#section-2.5): sends no check, only answers.
    /// Where the other side is, its checks tell: candidates it signals are not even looked at.
    /// Among the paths a check came on in the last 30 s the one to send on is: of the generation signalled last
    /// before others, nominated last before others, of the greatest priority. So a Chromium that rebuilds its
    /// transport on a new port with the same ufrag is followed by its nomination, and one with a new ufrag as soon as
    /// it checks. Those 30 s are also consent: who checks us wants our packets.</summary>
    internal sealed class LiteAgent : IIceMode
    {
        public const int MaxPaths = 32;

        private static readonly TimeSpan FirstCheckTimeout = TimeSpan.FromSeconds(30);

        private readonly BindingExchange _exchange;
        private readonly Path[] _paths = new Path[MaxPaths];
        private int _count;
        private long _nominations;
        private Path _selected;
        private Instant _beganAt;

        public LiteAgent(BindingExchange exchange) => _exchange = exchange;

        public CloseReason Failure { get; private set; }

        public bool HasPath => _count > 0;

        public bool IsSettled => HasPath;

        public bool LocalsEnded { get; set; }

        public TimeSpan RoundTrip => TimeSpan.Zero;

        public IReadOnlyList<Candidate> Remotes => Array.Empty<Candidate>();

        public Deadline NextDeadline
        {
            get
            {
                Deadline soonest = default;
                for (int i = 0; i < _count; i++)
                    soonest = soonest.Soonest(new Deadline(_paths[i].ExpiresAt, DeadlineReason.IceTimeout));
                bool waits = _count == 0 && _exchange.KnowsRemote && Failure == CloseReason.None;
                return waits ? new Deadline(_beganAt + FirstCheckTimeout, DeadlineReason.IceTimeout) : soonest;
            }
        }

        public void HandleRemote(Instant now, bool remoteIsLite)
        {
            Failure = CloseReason.None;
            _beganAt = now;
            Select();
        }

        public void AddLocalCandidate(Candidate candidate)
        {
        }

        public void RemoveLocalCandidate(Instant now, TransportAddress address)
        {
            for (int i = _count - 1; i >= 0; i--)
            {
                if (_paths[i].Local == address) _paths[i] = _paths[--_count];
            }

            Select();
        }

        // Whoever asks us is the one to verify.
        public void VerifyPath(Instant now)
        {
        }

        public void AddRemoteCandidate(Candidate candidate)
        {
        }

        public Candidate? RemoteCandidate(int index) => index < _count ? _paths[index].Candidate : null;

        public void HandleEndOfCandidates()
        {
        }

        public bool TryHandleRequest(Instant now, in BindingRequest request, out DropReason dropped)
        {
            dropped = DropReason.None;
            int at = IndexOf(request.Local, request.Remote);
            if (at < 0)
            {
                if (_count == MaxPaths)
                {
                    dropped = DropReason.Overflow;
                    return false;
                }

                at = _count++;
                _paths[at] = new Path
                {
                    Local = request.Local,
                    Candidate = Candidate.PeerReflexive(request.Remote, request.Priority),
                    Ufrag = Array.Empty<byte>(),
                };
            }

            ref Path path = ref _paths[at];
            if (!request.Ufrag.SequenceEqual(path.Ufrag)) path.Ufrag = request.Ufrag.ToArray();
            if (request.UseCandidate) path.Nomination = ++_nominations;
            path.Priority = request.Priority;
            path.ExpiresAt = now + Consent.Lifetime;
            Select();
            return true;
        }

        public bool TryHandleResponse(
            Instant now, TransportAddress local, TransportAddress remote, in StunMessage response,
            out DropReason dropped)
        {
            dropped = DropReason.StunUnmatched;
            return false;
        }

        public void HandleTimeout(Instant now)
        {
            bool hadPath = HasPath;
            for (int i = _count - 1; i >= 0; i--)
            {
                if (now >= _paths[i].ExpiresAt) _paths[i] = _paths[--_count];
            }

            if (hadPath) Select();
            if (HasPath || !_exchange.KnowsRemote || Failure != CloseReason.None) return;
            if (hadPath) Failure = CloseReason.ConsentExpired;
            else if (now >= _beganAt + FirstCheckTimeout) Failure = CloseReason.IceFailed;
        }

        public bool IsValidated(TransportAddress local, TransportAddress remote) => IndexOf(local, remote) >= 0;

        public bool TryGetSelected(out TransportAddress local, out TransportAddress remote)
        {
            local = _selected.Local;
            remote = HasPath ? _selected.Candidate.Address : default;
            return HasPath;
        }

        private void Select()
        {
            _selected = _paths[0];
            for (int i = 1; i < _count; i++)
            {
                if (IsBetter(_paths[i], _selected)) _selected = _paths[i];
            }
        }

        private bool IsBetter(in Path a, in Path b)
        {
            bool isPresent = _exchange.IsRemoteUfrag(a.Ufrag);
            if (isPresent != _exchange.IsRemoteUfrag(b.Ufrag)) return isPresent;
            return a.Nomination != b.Nomination ? a.Nomination > b.Nomination : a.Priority > b.Priority;
        }

        private int IndexOf(TransportAddress local, TransportAddress remote)
        {
            for (int i = 0; i < _count; i++)
            {
                if (_paths[i].Candidate.Address == remote && _paths[i].Local == local) return i;
            }

            return -1;
        }

        /// <summary>A pair of addresses an authentic check came on.</summary>
        private struct Path
        {
            public TransportAddress Local;
            public Candidate Candidate;
            public byte[] Ufrag;
            public uint Priority;
            public long Nomination;
            public Instant ExpiresAt;
        }
    }
}
