#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>The way from addresses to keys: ICE finds a pair, DTLS agrees keys on it, SRTP uses them
    /// (RFC 8834, RFC 5764). All media sections are bundled, so a peer has one of these.</summary>
    internal sealed class SecureTransport : IDisposable
    {
        // A client may send its ClientHello before its answer reaches us by the slower HTTP path. Its first flights
        // wait here until the answer brings the fingerprint to hold them against.
        private const int MaxEarlyDatagrams = 8;
        private const byte ClientHello = 1;

        private static readonly TimeSpan SuccessionLimit = TimeSpan.FromSeconds(10);

        private readonly PeerConfig _config;
        private readonly DropCounters _dropped;
        private readonly Queue<byte[]> _earlyDtls = new Queue<byte[]>();
        private readonly Queue<byte[]> _earlyApplication = new Queue<byte[]>();
        private readonly byte[] _dtlsBuffer = new byte[TransmitQueue.SlotSize];

        private DtlsTransport? _dtls;
        private (TransportAddress Local, TransportAddress Remote) _dtlsPath;
        private DtlsTransport? _successor;
        private (TransportAddress Local, TransportAddress Remote) _successorPath;
        private Mid _tagged;
        private bool _described;
        private Deadline _tagMoved;
        private bool _isRekeyed;
        private bool _isClosing;
        private bool _gatheringEnded;
        private Deadline _successionEnds;

        public SecureTransport(PeerConfig config, DropCounters dropped)
        {
            _config = config;
            _dropped = dropped;
            Ice = new IceAgent(config.Random, config.IceLite, config.IceTransportPolicy);
            Face = new IceTransport(Ice);
            foreach (TransportAddress address in config.LocalAddresses) Face.AddLocalAddress(default, address);
        }

        public IceAgent Ice { get; }

        /// <summary>What of it is the owner's to use.</summary>
        public IceTransport Face { get; }

        /// <summary>Null until the handshake has ended well.</summary>
        public SrtpSession? Srtp { get; private set; }

        public CloseReason Failure { get; private set; }

        public string FailureDetail { get; private set; } = "";

        /// <summary>Our role in the handshake, as the first negotiation settled it for the life of the transport: on
        /// another one libwebrtc's answer may settle it anew.</summary>
        public DtlsRole Role { get; private set; }

        /// <summary>What the other side's certificate must hash to, as the first negotiation said; meaningless before
        /// it.</summary>
        public Fingerprint RemoteFingerprint { get; private set; }

        public Deadline NextDeadline
        {
            get
            {
                Deadline deadline = Ice.NextDeadline;
                if (_dtls != null)
                    deadline = deadline.Soonest(_dtls.NextDeadline).Soonest(_tagMoved).Soonest(_successionEnds);
                return _successor == null ? deadline : deadline.Soonest(_successor.NextDeadline);
            }
        }

        /// <summary>Both descriptions are known: who the other side is and how to reach it. Called again by each later
        /// negotiation; only changed ICE credentials and new candidates then matter.</summary>
        public void Describe(Instant now, RemoteTransport remote, DtlsRole role, bool isOfferer)
        {
            if (!_described)
            {
                _described = true;
                RemoteFingerprint = remote.Fingerprint;
                Role = role;
                bool controls = !_config.IceLite && (isOfferer || remote.IsLite);
                Ice.SetRole(controls ? IceRole.Controlling : IceRole.Controlled);
            }

            if (!isOfferer && Ice.IsRestart(remote.Credentials)) Ice.Restart();
            bool isTheSame = !Ice.IsRestart(remote.Credentials);
            Ice.SetRemote(now, remote.Credentials, remote.IsLite);
            NoteTag(now, remote.Tagged);
            if (isOfferer && AwaitsSuccessor && Srtp != null) Role = role;
            if (_tagged.IsGiven && _tagged != remote.Tagged && isTheSame) Ice.StartOver(now);
            _tagged = remote.Tagged;
            foreach (Candidate candidate in remote.Candidates) Ice.AddRemoteCandidate(now, candidate);
            foreach (string line in remote.NamedCandidates) Face.AskForName(line);
            if (remote.HasAllCandidates) Ice.HandleEndOfCandidates(now);
            Advance(now);
        }

        /// <summary>A description of ours or theirs names a tagged section. At another one than before, libwebrtc
        /// abandons its transport for a new one: same ufrag and certificate, other port, new handshake.</summary>
        public void NoteTag(Instant now, Mid tagged)
        {
            if (!_tagged.IsGiven || !tagged.IsGiven || _tagged == tagged) return;
            _tagMoved = new Deadline(now + SuccessionLimit, DeadlineReason.DtlsTimeout);
        }

        public void HandleStun(
            Instant now, TransportAddress local, TransportAddress remote, ReadOnlySpan<byte> datagram)
        {
            if (!Ice.TryHandleDatagram(now, local, remote, datagram, out DropReason reason)) _dropped.Count(reason);
        }

        public void HandleDtls(
            Instant now, TransportAddress local, TransportAddress remote, ReadOnlySpan<byte> datagram)
        {
            if (!Ice.IsValidated(local, remote)) _dropped.Count(DropReason.AddressNotValidated);
            else if (Srtp != null) HandleAfterwards(now, (local, remote), datagram);
            else if (_dtls == null && _earlyDtls.Count == MaxEarlyDatagrams) _dropped.Count(DropReason.Overflow);
            else
            {
                _dtlsPath = (local, remote);
                if (_dtls != null) Count(_dtls.HandleDatagram(now, datagram));
                else _earlyDtls.Enqueue(datagram.ToArray());
            }
        }

        /// <summary>Opens a datagram of application data in place and hands on what it holds. What comes before our
        /// half of the handshake has ended waits for it.</summary>
        public void HandleApplication(
            Instant now,
            TransportAddress local,
            TransportAddress remote,
            Span<byte> datagram,
            DataChannelSession data)
        {
            bool isSuccessors = _successor != null && (local, remote) == _successorPath;
            if (!Ice.IsValidated(local, remote)) _dropped.Count(DropReason.AddressNotValidated);
            else if (Srtp != null && !isSuccessors) Open(now, datagram, data);
            else if (_earlyApplication.Count == MaxEarlyDatagrams) _dropped.Count(DropReason.Overflow);
            else _earlyApplication.Enqueue(datagram.ToArray());
        }

        /// <summary>Opens what had to wait.</summary>
        public void FlushApplication(Instant now, DataChannelSession data)
        {
            if (Srtp == null || _successor != null) return;
            while (_earlyApplication.Count > 0) Open(now, _earlyApplication.Dequeue(), data);
        }

        public void HandleTimeout(Instant now)
        {
            Ice.HandleTimeout(now);
            _dtls?.HandleTimeout(now);
            _successor?.HandleTimeout(now);
        }

        /// <summary>Lets each stage see what the one before has brought.</summary>
        public void Advance(Instant now)
        {
            // What other events tell is read from the agent below.
            while (Ice.TryPollEvent(out IceEvent happened)) _gatheringEnded |= happened == IceEvent.GatheringComplete;

            if (Ice.State == IceState.Failed) Fail(Ice.FailureReason, DescribeIceFailure());
            if (_dtls == null && _described) StartDtls(now);
            if (_dtls == null) return;
            if (Srtp == null) _dtls.RoundTripTime = Ice.RoundTrip;
            while (_earlyDtls.Count > 0) Count(_dtls.HandleDatagram(now, _earlyDtls.Dequeue()));
            if (_dtls.TryPollOutcome(out DtlsOutcome outcome)) Conclude(outcome);
            if (_tagMoved.IsDue(now)) _tagMoved = Deadline.None;
            if (AwaitsSuccessor && Srtp != null && Role == DtlsRole.Client) FollowPath(now);
            if (_successor != null) FollowSuccessor(_successor);
            if (_dtls.TryPollClosed()) HandleClosed(now);
            if (_successionEnds.IsDue(now))
                Fail(CloseReason.RemoteClose, "The other side closed the connection.");
        }

        /// <summary>True when the other side is about to leave this transport for another, as libwebrtc does once the
        /// tagged section has stopped.</summary>
        public bool AwaitsSuccessor => _tagMoved.IsPending || _successionEnds.IsPending;

        /// <summary>True once when another handshake has replaced the keys: roll-over counters begin anew.</summary>
        public bool TryPollRekeyed()
        {
            bool isRekeyed = _isRekeyed;
            _isRekeyed = false;
            return isRekeyed;
        }

        /// <summary>Takes the next event about our candidates.</summary>
        public bool TryPollEvent(out PeerEvent happened)
        {
            happened = default;
            if (Ice.TryPollCandidate(out Candidate? candidate))
            {
                happened.Kind = PeerEventKind.LocalCandidate;
                happened.Mid = _tagged;
                happened.Candidate = $"candidate:{candidate} ufrag {Ice.Local.Ufrag}";
                return true;
            }

            happened.Kind = PeerEventKind.GatheringComplete;
            bool any = _gatheringEnded;
            _gatheringEnded = false;
            return any;
        }

        /// <summary>Packs what is to leave from a relayed address. False when it cannot be sent.</summary>
        public bool TryWrap(ref Transmit transmit)
        {
            var datagram = new IceTransmit(transmit.Local, transmit.Remote, transmit.Datagram);
            bool canBeSent = Ice.TryWrap(ref datagram);
            transmit = new Transmit(datagram.Local, datagram.Remote, datagram.Datagram);
            return canBeSent;
        }

        public bool TryPollTransmit(Instant now, DataChannelSession data, out Transmit transmit)
        {
            if (TryPollCheck(out transmit) || TryPollDtls(now, data, out transmit)) return true;
            if (_isClosing) Ice.Close(); // relays are given back last: the farewell may have gone through one
            return _isClosing && TryPollCheck(out transmit);
        }

        public void Close()
        {
            _dtls?.Close();
            _isClosing = true;
        }

        public void Dispose()
        {
            _dtls?.Dispose();
            _successor?.Dispose();
        }

        private bool TryPollCheck(out Transmit transmit)
        {
            bool any = Ice.TryPollTransmit(out IceTransmit check);
            transmit = any ? new Transmit(check.Local, check.Remote, check.Datagram) : default;
            return any;
        }

        private bool TryPollDtls(Instant now, DataChannelSession data, out Transmit transmit)
        {
            transmit = default;
            if (_successor != null && _successor.TryPollTransmit(now, _dtlsBuffer, out int flight))
            {
                var datagram = new ArraySegment<byte>(_dtlsBuffer, 0, flight);
                transmit = new Transmit(_successorPath.Local, _successorPath.Remote, datagram);
                return true;
            }

            if (_dtls == null) return false;
            if (!Ice.TryGetSelected(out TransportAddress local, out TransportAddress remote)) return false;
            if (!_dtls.TryPollTransmit(now, _dtlsBuffer, out int length) && !TrySeal(now, data, out length))
                return false;
            transmit = new Transmit(local, remote, new ArraySegment<byte>(_dtlsBuffer, 0, length));
            return true;
        }

        private bool TrySeal(Instant now, DataChannelSession data, out int length)
        {
            length = 0;
            Span<byte> plaintext = _dtlsBuffer.AsSpan(DtlsTransport.PlaintextOffset);
            return _dtls!.IsEstablished && data.TryPollTransmit(now, plaintext, out int packet) &&
                _dtls.TrySeal(_dtlsBuffer, packet, out length);
        }

        private void Open(Instant now, Span<byte> datagram, DataChannelSession data)
        {
            while (DtlsRecordHeader.TryParse(datagram, out DtlsRecordHeader header))
            {
                Span<byte> record = datagram.Slice(0, DtlsRecordHeader.Size + header.Length);
                datagram = datagram.Slice(record.Length);
                if (header.Type != DtlsContentType.ApplicationData) Count(_dtls!.HandleDatagram(now, record));
                else if (!_dtls!.TryOpen(record, out Span<byte> packet)) _dropped.Count(DropReason.BadAuthentication);
                else Count(data.HandlePacket(now, packet));
            }
        }

        private void Count(DropReason dropped)
        {
            if (dropped != DropReason.None) _dropped.Count(dropped);
        }

        private void StartDtls(Instant now)
        {
            // A client speaks first, as soon as there is a pair; a server waits to be spoken to.
            bool mayStart = Role == DtlsRole.Client ? Ice.TryGetSelected(out _, out _) : _earlyDtls.Count > 0;
            if (!mayStart) return;
            _dtls = NewDtls();
            _dtls.Start(now);
        }

        private DtlsTransport NewDtls() =>
            new DtlsTransport(_config.Dtls, Role, RemoteFingerprint, _config.Wake) { RoundTripTime = Ice.RoundTrip };

        // The goodbye of a transport that is left for another; any other goodbye is meant.
        private void HandleClosed(Instant now)
        {
            TimeSpan wait = AwaitsSuccessor ? SuccessionLimit : TimeSpan.Zero;
            _successionEnds = new Deadline(now + wait, DeadlineReason.DtlsTimeout);
        }

        // The old association holds until the new one has proven itself (RFC 6347 section 4.2.8).
        private void HandleAfterwards(
            Instant now, (TransportAddress Local, TransportAddress Remote) path, ReadOnlySpan<byte> datagram)
        {
            if (Role == DtlsRole.Server && path != _dtlsPath && IsClientHello(datagram)) BeginSuccession(now, path);
            bool isSuccessors = _successor != null && path == _successorPath;
            Count((isSuccessors ? _successor! : _dtls!).HandleDatagram(now, datagram));
        }

        // A client is the one to begin, as soon as ICE has found the other side's new transport.
        private void FollowPath(Instant now)
        {
            bool isAnother = Ice.TryGetSelected(out TransportAddress local, out TransportAddress remote) &&
                (local, remote) != _dtlsPath;
            if (isAnother) BeginSuccession(now, (local, remote));
        }

        private void BeginSuccession(Instant now, (TransportAddress Local, TransportAddress Remote) path)
        {
            if (_successor != null && path == _successorPath) return;
            _successor?.Dispose();
            _successor = NewDtls();
            _successorPath = path;
            _successor.Start(now);
        }

        private void FollowSuccessor(DtlsTransport successor)
        {
            if (!successor.TryPollOutcome(out DtlsOutcome outcome)) return;
            _successor = null;
            if (outcome.KeyingMaterial == null)
            {
                successor.Dispose();
                _tagMoved = Deadline.None;
                return;
            }

            _dtls!.Dispose();
            _dtls = successor;
            _dtlsPath = _successorPath;
            _successionEnds = Deadline.None;
            _tagMoved = Deadline.None;
            _isRekeyed = true;
            Conclude(outcome);
        }

        private static bool IsClientHello(ReadOnlySpan<byte> datagram) =>
            DtlsRecordHeader.TryParse(datagram, out DtlsRecordHeader header) &&
            header.Type == DtlsContentType.Handshake && header.Epoch == 0 && header.Length > 0 &&
            datagram[DtlsRecordHeader.Size] == ClientHello;

        private void Conclude(DtlsOutcome outcome)
        {
            if (outcome.KeyingMaterial == null)
            {
                Fail(outcome.Failure, outcome.Detail);
                return;
            }

            Srtp = new SrtpSession(
                _config.Crypto, outcome.Profile, outcome.KeyingMaterial, isClient: Role == DtlsRole.Client);
            Array.Clear(outcome.KeyingMaterial, 0, outcome.KeyingMaterial.Length);
        }

        private void Fail(CloseReason reason, string detail)
        {
            if (Failure != CloseReason.None) return;
            _isClosing = true;
            Failure = reason;
            FailureDetail = detail;
        }

        private string DescribeIceFailure() => Ice.FailureReason == CloseReason.ConsentExpired
            ? "The other side has not answered for 30 s (RFC 7675): the network path is gone."
            : "No candidate pair worked: is UDP to the other side's address blocked?";
    }
}
