#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Turn;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>Finds a path to the other side and keeps proving that it is wanted there
    /// (https://www.rfc-editor.org/rfc/rfc8445, https://www.rfc-editor.org/rfc/rfc7675). Full or lite, one component,
    /// UDP.
    /// <code>
    /// New --SetRemote--> Checking --a check succeeds--> Connected --consent expires--> Failed
    ///                       |  ^                            |                            |
    ///                       |  +----- a restart ------------+----------------------------+
    ///                       +-- none succeeds in time --> Failed
    /// </code>
    /// Like all of Rtc it has no clock, socket or thread: after each call drain <see cref="TryPollTransmit"/> and
    /// <see cref="TryPollEvent"/>, then sleep until <see cref="NextDeadline"/>. Full and lite behaviour are
    /// <see cref="FullAgent"/> and <see cref="LiteAgent"/>, each for one <see cref="Generation"/> of credentials; here
    /// is what both share, and what outlives a restart: our candidates.</summary>
    public sealed class IceAgent
    {
        private readonly IRandom _random;
        private readonly LocalCandidates _locals;
        private readonly Generations _generations;
        private readonly bool _isLite;
        private Instant _now;
        private bool _remoteIsLite;
        private TransportAddress _selectedLocal;
        private TransportAddress _selectedRemote;
        private bool _stateChanged;
        private bool _selectedChanged;

        /// <summary>An agent with fresh credentials, controlling unless it is lite. A lite agent gathers nothing, and
        /// answers whoever checks it.</summary>
        public IceAgent(IRandom random, bool lite, IceTransportPolicy policy = IceTransportPolicy.All)
        {
            _random = random;
            _isLite = lite;
            _locals = new LocalCandidates(random, policy);
            IceRole role = lite ? IceRole.Controlled : IceRole.Controlling;
            _generations = new Generations(
                new Generation(
                    random, IceCredentials.From(random), role, lite, _locals.Relays, new EarlyChecks()));
        }

        /// <summary>What the other side must sign its checks with; after <see cref="Restart"/> the new ones.</summary>
        public IceCredentials Local => _generations.Newest.Local;

        /// <summary>The present role: a conflict found by a check may change it (RFC 8445 section 7.3.1.1).</summary>
        public IceRole Role => Current.Exchange.Role;

        /// <summary>Where it stands.</summary>
        public IceState State { get; private set; }

        /// <summary>IceFailed or ConsentExpired once <see cref="State"/> is Failed, else None.</summary>
        public CloseReason FailureReason { get; private set; }

        /// <summary>The candidates to signal, in the order they were found.</summary>
        public IReadOnlyList<Candidate> LocalCandidates => _locals.Signalled;

        /// <summary>The other side's credentials, not given until they are signalled.</summary>
        public IceCredentials Remote => Current.Remote;

        /// <summary>The other side's candidates by number, signalled ones first; one may come again. Null behind the
        /// last.</summary>
        public Candidate? RemoteCandidate(int index) => Current.Mode.RemoteCandidate(index);

        /// <summary>True when no server is waited for: only a change of addresses brings more candidates.</summary>
        public bool IsGatheringComplete => _locals.AreComplete;

        /// <summary>True while servers are still to be added: gathering is not complete before.</summary>
        public bool AwaitServers
        {
            get => _locals.AwaitServers;
            set => _locals.AwaitServers = value;
        }

        /// <summary>True when the path in use is nominated and no other is tried: its socket may be connected to
        /// it.</summary>
        public bool IsSettled => State == IceState.Connected && _generations.IsAlone && Current.Mode.IsSettled;

        /// <summary>The round trip on the path in use, as last measured; zero while unknown.</summary>
        public TimeSpan RoundTrip => Current.Mode.RoundTrip;

        /// <summary>When <see cref="HandleTimeout"/> must be called at the latest. Kept ready, so that it costs
        /// nothing a packet.</summary>
        public Deadline NextDeadline { get; private set; }

        /// <summary>Takes the role the offer/answer exchange gives. A lite agent stays controlled, and who faces a lite
        /// agent stays controlling (RFC 8445 section 6.1.1).</summary>
        public void SetRole(IceRole role)
        {
            if (!_isLite) Current.Exchange.Role = _remoteIsLite ? IceRole.Controlling : role;
        }

        /// <summary>Adds a host candidate: an address that a socket of ours receives on and sends from.</summary>
        public void AddLocalCandidate(Candidate candidate)
        {
            if (candidate.Kind != CandidateKind.Host || candidate.Address.IsUnspecified)
                throw new ArgumentException("Add host candidates with the address of an interface.", nameof(candidate));
            _locals.AddHost(_now, candidate);
            Adopt();
        }

        /// <summary>An address is ours no more: what led from it is given up.</summary>
        public void RemoveLocalAddress(Instant now, TransportAddress address)
        {
            _locals.RemoveHost(address);
            _generations.RemoveLocalCandidate(now, address);
            Settle(now);
        }

        /// <summary>Has consent for the path in use asked for at the next <see cref="HandleTimeout"/>.</summary>
        public void VerifyPath(Instant now) => Current.Mode.VerifyPath(now);

        /// <summary>Asks a STUN server how each of our addresses looks from outside.</summary>
        public void AddStunServer(Instant now, TransportAddress server)
        {
            if (_isLite) return;
            _locals.AddServer(now, server);
            Settle(now);
        }

        /// <summary>Asks a TURN server for an address. <paramref name="pipe"/> is the local address of a transport that
        /// leads to that server and nowhere else.</summary>
        public void AddTurnServer(Instant now, TransportAddress pipe, TurnServer server)
        {
            if (_isLite) return;
            _locals.AddRelay(now, pipe, server);
            Settle(now);
        }

        /// <summary>The transport to a server is gone, and with it the relay.</summary>
        public void HandlePipeClosed(Instant now, TransportAddress pipe)
        {
            _locals.Relays.HandlePipeClosed(pipe);
            Settle(now);
        }

        /// <summary>Leaves the servers given so far: a relay in use is given back once a restart has led away from
        /// it.</summary>
        public void RetireServers(Instant now)
        {
            _locals.Retire();
            Settle(now);
        }

        /// <summary>True when those credentials would be a restart by the other side, which an answer must meet with
        /// new ones of ours (RFC 8839 section 4.4.1.1.1). A lite agent keeps its own: a server tells its peers apart
        /// by them.</summary>
        public bool IsRestart(IceCredentials remote) =>
            !_isLite && Current.Remote.AreGiven && remote != Current.Remote;

        /// <summary>Makes new local credentials to signal. The old generation goes on until the other side's answer,
        /// by <see cref="SetRemote"/>, and then until the new one has a path (RFC 8445 section 9).</summary>
        public void Restart()
        {
            if (_isLite || State == IceState.Closed) return;
            Generation next = NewGeneration(IceCredentials.From(_random));
            _generations.Prepare(next);
        }

        /// <summary>Looks for a path anew under the same credentials: the other side may be about to leave its address
        /// for another without a word. The path in use stays until there is one.</summary>
        public void StartOver(Instant now)
        {
            if (_isLite || HasEnded || !Current.Remote.AreGiven || _generations.IsPrepared) return;
            Generation before = Current;
            _generations.Prepare(NewGeneration(before.Local));
            _generations.Advance();
            Current.SetRemote(now, before.Remote, _remoteIsLite);
            Settle(now);
        }

        /// <summary>Takes <see cref="Restart"/> back: the offer that told of it is void.</summary>
        public void CancelRestart() => _generations.Unprepare();

        /// <summary>Takes the other side's credentials. The same ones again change nothing, unless we restart; a
        /// changed ufrag is a restart of the other side: its candidates are forgotten, and the path in use stays until
        /// a new one works.</summary>
        public void SetRemote(Instant now, IceCredentials credentials, bool remoteIsLite)
        {
            if (!credentials.AreGiven)
                throw new ArgumentException("Set the credentials that the description carries.", nameof(credentials));
            if (State == IceState.Closed) return;
            if (!_generations.IsPrepared && credentials == Current.Remote) return;

            Generation before = Current;
            if (!_generations.IsPrepared && IsRestart(credentials))
                _generations.Prepare(NewGeneration(before.Local));
            _generations.Advance();
            _remoteIsLite = remoteIsLite;
            SetRole(before.Exchange.Role);
            Current.SetRemote(now, credentials, remoteIsLite);
            if (Current != before && credentials == before.Remote)
                foreach (Candidate candidate in before.Mode.Remotes) Current.Mode.AddRemoteCandidate(candidate);
            if (Current != before) _locals.Reflexives.AskAgain(now);
            Become(Current.Mode.HasPath ? IceState.Connected : IceState.Checking, CloseReason.None);
            Settle(now);
        }

        /// <summary>Adds a candidate the other side signalled, before or after its credentials. Those of a second
        /// component, of another generation, and more than 64, are passed over.</summary>
        public void AddRemoteCandidate(Instant now, Candidate candidate)
        {
            bool isOthers = candidate.Ufrag.Length > 0 && Current.Remote.AreGiven &&
                candidate.Ufrag != Current.Remote.Ufrag;
            if (!isOthers) Current.Mode.AddRemoteCandidate(candidate);
            Settle(now);
        }

        /// <summary>Notes <c>a=end-of-candidates</c>: against a lite agent, all checks having failed is then the end. A
        /// full one may still find us.</summary>
        public void HandleEndOfCandidates(Instant now)
        {
            Current.Mode.HandleEndOfCandidates();
            Settle(now);
        }

        /// <summary>True when all that comes that way is from a TURN server, for <see cref="TryUnwrap"/>.</summary>
        public bool IsFromRelay(TransportAddress local, TransportAddress remote) => _locals.Relays.Owns(local, remote);

        /// <summary>Takes a message from a TURN server. True when it carries a datagram from a peer to a relayed
        /// address.</summary>
        public bool TryUnwrap(
            Instant now, TransportAddress local, TransportAddress remote, Memory<byte> message,
            out TransportAddress relayed, out TransportAddress peer, out Memory<byte> datagram)
        {
            bool carries = _locals.Relays.TryUnwrap(
                now, local, remote, message, out relayed, out peer, out datagram);
            if (!carries) Settle(now);
            return carries;
        }

        /// <summary>Packs a datagram that is to leave from a relayed address; any other stays as it is. False when it
        /// cannot be sent.</summary>
        public bool TryWrap(ref IceTransmit transmit) => _locals.Relays.TryWrap(ref transmit);

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

        /// <summary>Takes the next datagram to send. Servers are asked for permission before what needs it.</summary>
        public bool TryPollTransmit(out IceTransmit transmit)
        {
            while (true)
            {
                if (_locals.TryPollTransmit(_now, out transmit)) return true;
                if (!_generations.TryPollTransmit(out transmit)) return false;
                if (_locals.Relays.TryWrap(ref transmit)) return true;
            }
        }

        /// <summary>Takes the next event.</summary>
        public bool TryPollEvent(out IceEvent happened)
        {
            happened = _selectedChanged ? IceEvent.SelectedPairChanged
                : _stateChanged ? IceEvent.StateChanged : IceEvent.GatheringComplete;
            bool any = _selectedChanged || _stateChanged || _locals.TryTakeCompletion();
            if (_selectedChanged) _selectedChanged = false;
            else _stateChanged = false;
            return any;
        }

        /// <summary>A description has been written with all <see cref="LocalCandidates"/>; those found later come by
        /// <see cref="TryPollCandidate"/>.</summary>
        public void NoteDescribed() => _locals.NoteDescribed();

        /// <summary>Takes the next candidate to signal that no description has carried.</summary>
        public bool TryPollCandidate(out Candidate? candidate) => _locals.TryTakeUntold(out candidate);

        /// <summary>Takes the next relay that was not to be had, or was lost.</summary>
        public bool TryPollRelayLoss(out RelayLoss loss) => _locals.Relays.TryPollLoss(out loss);

        /// <summary>True when a check has proven the other side to be on that path: DTLS and media may be accepted from
        /// it. That comes before nomination, and before <see cref="SetRemote"/>.</summary>
        public bool IsValidated(TransportAddress local, TransportAddress remote) =>
            !HasEnded && _generations.IsValidated(local, remote);

        /// <summary>Where to send now: the path nominated last, or the best validated so far.</summary>
        public bool TryGetSelected(out TransportAddress local, out TransportAddress remote)
        {
            local = remote = default;
            return !HasEnded && _generations.TryGetSelected(out local, out remote);
        }

        /// <summary>Ends it for good. ICE has no farewell; relays are given back, which is one more datagram
        /// each.</summary>
        public void Close()
        {
            if (State == IceState.Closed) return;
            Become(IceState.Closed, CloseReason.None);
            _generations.Close();
            _locals.Relays.Close(_now);
            NextDeadline = Deadline.None;
        }

        private bool HasEnded => State == IceState.Closed || State == IceState.Failed;

        private Generation Current => _generations.Current;

        private Generation NewGeneration(IceCredentials local)
        {
            EarlyChecks early = local == Current.Local ? Current.Early : new EarlyChecks();
            var generation = new Generation(_random, local, Role, _isLite, _locals.Relays, early);
            foreach (Candidate candidate in _locals.Bases) generation.Mode.AddLocalCandidate(candidate);
            return generation;
        }

        private DropReason Handle(
            Instant now, TransportAddress local, TransportAddress remote, ReadOnlySpan<byte> stun)
        {
            if (!StunMessage.TryParse(stun, out StunMessage message) || message.Method != StunMethod.Binding)
                return DropReason.Malformed;
            if (!message.HasNoWrongFingerprint) return DropReason.StunBadIntegrity;
            if (HasEnded) return DropReason.StunUnknownUser;

            switch (message.Class)
            {
                case StunClass.Request:
                    return HandleRequest(now, local, remote, message);
                case StunClass.Indication:
                    return DropReason.None; // a keep-alive, which asks for nothing
                default:
                    if (_locals.TryHandleResponse(now, local, remote, message)) return DropReason.None;
                    return _generations.HandleResponse(now, local, remote, message);
            }
        }

        private DropReason HandleRequest(
            Instant now, TransportAddress local, TransportAddress remote, in StunMessage request)
        {
            Generation generation = _generations.For(request);
            BindingExchange exchange = generation.Exchange;
            if (!exchange.TryAuthenticate(request, out ReadOnlySpan<byte> ufrag, out DropReason dropped))
                return dropped;
            if (!exchange.HasRoom) return DropReason.Overflow;
            if (exchange.RefusesUnknown(request, local, remote)) return DropReason.None;
            if (exchange.RefusesRole(request, _isLite, local, remote)) return DropReason.None;

            request.TryGetPriority(out uint priority);
            bool useCandidate = request.TryFind(StunAttribute.UseCandidate, out _);
            var check = new BindingRequest(local, remote, ufrag, priority, useCandidate);
            if (generation.Mode.TryHandleRequest(now, check, out dropped)) exchange.Grant(request, local, remote);
            return dropped;
        }

        /// <summary>Sends what is due and takes over what the modes have come to.</summary>
        private void Settle(Instant now)
        {
            _now = now;
            if (HasEnded) return;
            _locals.Reflexives.KeepsAlive = !IsSettled;
            _locals.HandleTimeout(now);
            Adopt();
            while (_locals.TryTakeLost(out TransportAddress lost)) _generations.RemoveLocalCandidate(now, lost);
            _generations.HandleTimeout(now, _locals.AreComplete);

            if (_generations.Failure != CloseReason.None) Become(IceState.Failed, _generations.Failure);
            else if (!Current.Remote.AreGiven) Become(IceState.New, CloseReason.None);
            else Become(Current.Mode.HasPath ? IceState.Connected : IceState.Checking, CloseReason.None);

            TryGetSelected(out TransportAddress local, out TransportAddress remote);
            _selectedChanged |= local != _selectedLocal || remote != _selectedRemote;
            _selectedLocal = local;
            _selectedRemote = remote;
            if (_generations.IsAlone) _locals.Relays.CloseRetired(now, local);
            NextDeadline = _generations.NextDeadline.Soonest(_locals.NextDeadline);
        }

        /// <summary>Hands new candidates to all who may use them.</summary>
        private void Adopt()
        {
            while (_locals.TryTakeNew(out Candidate? candidate)) _generations.AddLocalCandidate(candidate!);
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
