#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>Finds a path to the other side and keeps proving that it is wanted there
    /// (https://www.rfc-editor.org/rfc/rfc8445, https://www.rfc-editor.org/rfc/rfc7675). Full or lite, one component,
    /// UDP.
    /// <code>
    /// New --SetRemote--> Checking --a check succeeds--> Connected --consent expires--> Failed
    ///                       |  ^                            |                            |
    ///                       |  +---- SetRemote, new ufrag --+----------------------------+
    ///                       +-- none succeeds in time --> Failed
    /// </code>
    /// Like all of Rtc it has no clock, socket or thread: after each call drain <see cref="TryPollTransmit"/> and
    /// <see cref="TryPollEvent"/>, then sleep until <see cref="NextDeadline"/>. Full and lite behaviour are
    /// <see cref="FullAgent"/> and <see cref="LiteAgent"/>; here is what both share.</summary>
    public sealed class IceAgent
    {
        private readonly List<Candidate> _localCandidates = new List<Candidate>();
        private readonly BindingExchange _exchange;
        private readonly IIceMode _mode;
        private readonly bool _isLite;
        private IceCredentials _remoteCredentials;
        private bool _remoteIsLite;
        private TransportAddress _selectedLocal;
        private TransportAddress _selectedRemote;
        private bool _stateChanged;
        private bool _selectedChanged;

        /// <summary>An agent with fresh credentials, controlling unless it is lite.</summary>
        public IceAgent(IRandom random, bool lite)
        {
            Local = IceCredentials.From(random);
            _isLite = lite;
            _exchange = new BindingExchange(random, Local) { Role = lite ? IceRole.Controlled : IceRole.Controlling };
            _mode = lite ? (IIceMode)new LiteAgent(_exchange) : new FullAgent(_exchange, random);
        }

        /// <summary>What the other side must sign its checks with.</summary>
        public IceCredentials Local { get; }

        /// <summary>The present role: a conflict found by a check may change it (RFC 8445 section 7.3.1.1).</summary>
        public IceRole Role => _exchange.Role;

        /// <summary>Where it stands.</summary>
        public IceState State { get; private set; }

        /// <summary>IceFailed or ConsentExpired once <see cref="State"/> is Failed, else None.</summary>
        public CloseReason FailureReason { get; private set; }

        /// <summary>The candidates to signal, in the order they were added.</summary>
        public IReadOnlyList<Candidate> LocalCandidates => _localCandidates;

        /// <summary>When <see cref="HandleTimeout"/> must be called at the latest. Kept ready, so that it costs
        /// nothing a packet.</summary>
        public Deadline NextDeadline { get; private set; }

        /// <summary>Takes the role the offer/answer exchange gives. A lite agent stays controlled, and who faces a lite
        /// agent stays controlling (RFC 8445 section 6.1.1).</summary>
        public void SetRole(IceRole role)
        {
            if (!_isLite) _exchange.Role = _remoteIsLite ? IceRole.Controlling : role;
        }

        /// <summary>Adds a host candidate: an address that a socket of ours receives on and sends from.</summary>
        public void AddLocalCandidate(Candidate candidate)
        {
            if (candidate.Kind != CandidateKind.Host || candidate.Address.IsUnspecified)
                throw new ArgumentException("Add host candidates with the address of an interface.", nameof(candidate));
            _localCandidates.Add(candidate);
            _mode.AddLocalCandidate(candidate);
        }

        /// <summary>Takes the other side's credentials. The same ones again change nothing; a changed ufrag is a
        /// restart of the other side: its candidates are forgotten, and the path in use stays until a new one
        /// works.</summary>
        public void SetRemote(Instant now, IceCredentials credentials, bool remoteIsLite)
        {
            if (!credentials.AreGiven)
                throw new ArgumentException("Set the credentials that the description carries.", nameof(credentials));
            if (State == IceState.Closed || credentials == _remoteCredentials) return;

            bool isRestart = _remoteCredentials.AreGiven;
            _remoteCredentials = credentials;
            _remoteIsLite = remoteIsLite;
            SetRole(_exchange.Role);
            _exchange.SetRemote(credentials);
            _mode.HandleRemote(now, isRestart, remoteIsLite);
            if (!_mode.HasPath) Become(IceState.Checking, CloseReason.None);
            Settle(now);
        }

        /// <summary>Adds a candidate the other side signalled, before or after its credentials. Those of a second
        /// component, and more than 64, are passed over.</summary>
        public void AddRemoteCandidate(Instant now, Candidate candidate)
        {
            _mode.AddRemoteCandidate(candidate);
            Settle(now);
        }

        /// <summary>Notes <c>a=end-of-candidates</c>: against a lite agent, all checks having failed is then the end. A
        /// full one may still find us.</summary>
        public void HandleEndOfCandidates(Instant now)
        {
            _mode.HandleEndOfCandidates();
            Settle(now);
        }

        /// <summary>Takes a datagram that RFC 7983 says is STUN. False, with the reason, when it does
        /// nothing.</summary>
        public bool TryHandleDatagram(
            Instant now, TransportAddress local, TransportAddress remote, ReadOnlySpan<byte> stun,
            out DropReason dropped)
        {
            dropped = Handle(now, local, remote, stun);
            if (dropped == DropReason.None) Settle(now);
            return dropped == DropReason.None;
        }

        /// <summary>Does what is due. Calling it early does no harm.</summary>
        public void HandleTimeout(Instant now) => Settle(now);

        /// <summary>Takes the next datagram to send.</summary>
        public bool TryPollTransmit(out IceTransmit transmit) => _exchange.TryPollTransmit(out transmit);

        /// <summary>Takes the next event.</summary>
        public bool TryPollEvent(out IceEvent happened)
        {
            bool any = _selectedChanged || _stateChanged;
            happened = _selectedChanged ? IceEvent.SelectedPairChanged : IceEvent.StateChanged;
            if (_selectedChanged) _selectedChanged = false;
            else _stateChanged = false;
            return any;
        }

        /// <summary>True when a check has proven the other side to be on that path: DTLS and media may be accepted from
        /// it. That comes before nomination, and before <see cref="SetRemote"/>.</summary>
        public bool IsValidated(TransportAddress local, TransportAddress remote) =>
            !HasEnded && _mode.IsValidated(local, remote);

        /// <summary>Where to send now: the path nominated last, or the best validated so far.</summary>
        public bool TryGetSelected(out TransportAddress local, out TransportAddress remote)
        {
            local = remote = default;
            return !HasEnded && _mode.TryGetSelected(out local, out remote);
        }

        /// <summary>Ends it for good. Nothing is sent: ICE has no farewell.</summary>
        public void Close()
        {
            if (State == IceState.Closed) return;
            Become(IceState.Closed, CloseReason.None);
            _exchange.Close();
            NextDeadline = Deadline.None;
        }

        private bool HasEnded => State == IceState.Closed || State == IceState.Failed;

        private DropReason Handle(
            Instant now, TransportAddress local, TransportAddress remote, ReadOnlySpan<byte> stun)
        {
            if (!StunMessage.TryParse(stun, out StunMessage message) || message.Method != StunMethod.Binding)
                return DropReason.Malformed;
            if (!message.HasNoWrongFingerprint) return DropReason.StunBadIntegrity;
            if (HasEnded) return DropReason.StunUnknownUser;

            DropReason dropped = DropReason.None;
            switch (message.Class)
            {
                case StunClass.Request:
                    return HandleRequest(now, local, remote, message);
                case StunClass.Indication:
                    return DropReason.None; // a keep-alive, which asks for nothing
                default:
                    _mode.TryHandleResponse(now, local, remote, message, out dropped);
                    return dropped;
            }
        }

        private DropReason HandleRequest(
            Instant now, TransportAddress local, TransportAddress remote, in StunMessage request)
        {
            if (!_exchange.TryAuthenticate(request, out ReadOnlySpan<byte> ufrag, out DropReason dropped))
                return dropped;
            if (!_exchange.HasRoom) return DropReason.Overflow;
            if (_exchange.RefusesUnknown(request, local, remote)) return DropReason.None;
            if (_exchange.RefusesRole(request, _isLite, local, remote)) return DropReason.None;

            request.TryGetPriority(out uint priority);
            bool useCandidate = request.TryFind(StunAttribute.UseCandidate, out _);
            var check = new BindingRequest(local, remote, ufrag, priority, useCandidate);
            if (_mode.TryHandleRequest(now, check, out dropped)) _exchange.Grant(request, local, remote);
            return dropped;
        }

        /// <summary>Sends what is due and takes over what the mode has come to.</summary>
        private void Settle(Instant now)
        {
            if (HasEnded) return;
            _mode.HandleTimeout(now);
            if (_mode.Failure != CloseReason.None) Become(IceState.Failed, _mode.Failure);
            else if (_mode.HasPath && _remoteCredentials.AreGiven) Become(IceState.Connected, CloseReason.None);

            TryGetSelected(out TransportAddress local, out TransportAddress remote);
            _selectedChanged |= local != _selectedLocal || remote != _selectedRemote;
            _selectedLocal = local;
            _selectedRemote = remote;
            NextDeadline = _mode.NextDeadline;
        }

        private void Become(IceState state, CloseReason reason)
        {
            if (State == state) return;
            State = state;
            FailureReason = reason;
            _stateChanged = true;
        }
    }
}
