#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Ice;
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

        private readonly PeerConfig _config;
        private readonly DropCounters _dropped;
        private readonly Queue<byte[]> _earlyDtls = new Queue<byte[]>();
        private readonly byte[] _dtlsBuffer = new byte[TransmitQueue.SlotSize];

        private DtlsTransport? _dtls;
        private Fingerprint _expected;
        private bool _described;

        public SecureTransport(PeerConfig config, DropCounters dropped)
        {
            _config = config;
            _dropped = dropped;
            Ice = new IceAgent(config.Random, config.IceLite);
            foreach (TransportAddress address in config.LocalAddresses) Ice.AddLocalCandidate(Candidate.Host(address));
        }

        public IceAgent Ice { get; }

        /// <summary>Null until the handshake has ended well.</summary>
        public SrtpSession? Srtp { get; private set; }

        public CloseReason Failure { get; private set; }

        public string FailureDetail { get; private set; } = "";

        /// <summary>Our role in the handshake, as the first negotiation settled it for the life of the
        /// connection.</summary>
        public DtlsRole Role { get; private set; }

        public Deadline NextDeadline
        {
            get
            {
                Deadline deadline = Ice.NextDeadline;
                return _dtls == null ? deadline : deadline.Soonest(_dtls.NextDeadline);
            }
        }

        /// <summary>Both descriptions are known: who the other side is and how to reach it. Called again by each later
        /// negotiation; only changed ICE credentials and new candidates then matter.</summary>
        public void Describe(Instant now, RemoteTransport remote, DtlsRole role, bool isOfferer)
        {
            if (!_described)
            {
                _described = true;
                _expected = remote.Fingerprint;
                Role = role;
                bool controls = !_config.IceLite && (isOfferer || remote.IsLite);
                Ice.SetRole(controls ? IceRole.Controlling : IceRole.Controlled);
            }

            Ice.SetRemote(now, remote.Credentials, remote.IsLite);
            foreach (Candidate candidate in remote.Candidates) Ice.AddRemoteCandidate(now, candidate);
            if (remote.HasAllCandidates) Ice.HandleEndOfCandidates(now);
            Advance(now);
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
            else if (_dtls != null) _dtls.HandleDatagram(now, datagram);
            else if (_earlyDtls.Count < MaxEarlyDatagrams) _earlyDtls.Enqueue(datagram.ToArray());
            else _dropped.Count(DropReason.Overflow);
        }

        public void HandleTimeout(Instant now)
        {
            Ice.HandleTimeout(now);
            _dtls?.HandleTimeout(now);
        }

        /// <summary>Lets each stage see what the one before has brought.</summary>
        public void Advance(Instant now)
        {
            while (Ice.TryPollEvent(out _))
            {
                // What an event tells is read from the agent below.
            }

            if (Ice.State == IceState.Failed) Fail(Ice.FailureReason, DescribeIceFailure());
            if (_dtls == null && _described) StartDtls(now);
            if (_dtls == null) return;
            while (_earlyDtls.Count > 0) _dtls.HandleDatagram(now, _earlyDtls.Dequeue());
            if (_dtls.TryPollOutcome(out DtlsOutcome outcome)) Conclude(outcome);
            if (_dtls.TryPollClosed()) Fail(CloseReason.RemoteClose, "The other side closed the connection.");
        }

        public bool TryPollTransmit(Instant now, out Transmit transmit)
        {
            transmit = default;
            if (Ice.TryPollTransmit(out IceTransmit check))
            {
                transmit = new Transmit(check.Local, check.Remote, check.Datagram);
                return true;
            }

            if (_dtls == null) return false;
            if (!Ice.TryGetSelected(out TransportAddress local, out TransportAddress remote)) return false;
            if (!_dtls.TryPollTransmit(now, _dtlsBuffer, out int length)) return false;
            transmit = new Transmit(local, remote, new ArraySegment<byte>(_dtlsBuffer, 0, length));
            return true;
        }

        public void Close() => _dtls?.Close();

        public void Dispose() => _dtls?.Dispose();

        private void StartDtls(Instant now)
        {
            // A client speaks first, as soon as there is a pair; a server waits to be spoken to.
            bool mayStart = Role == DtlsRole.Client ? Ice.TryGetSelected(out _, out _) : _earlyDtls.Count > 0;
            if (!mayStart) return;
            _dtls = new DtlsTransport(_config.Dtls, Role, _expected, _config.Wake);
            _dtls.Start(now);
        }

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
            Failure = reason;
            FailureDetail = detail;
        }

        private string DescribeIceFailure() => Ice.FailureReason == CloseReason.ConsentExpired
            ? "The other side has not answered for 30 s (RFC 7675): the network path is gone."
            : "No candidate pair worked: is UDP to the other side's address blocked?";
    }
}
