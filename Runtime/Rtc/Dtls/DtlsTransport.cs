#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Dtls
{
    /// <summary>One DTLS association in the time its caller tells: it starts the handshake, sends a flight again when
    /// nothing answered, gives up after 30 s, and afterwards waits for close_notify
    /// (https://www.rfc-editor.org/rfc/rfc6347#section-4.2.4).
    /// Flights of a full handshake, the only kind there is here:
    /// <code>
    /// client                                    server
    /// ClientHello                     1 -->
    ///                                   &lt;-- 4   ServerHello Certificate ServerKeyExchange CertificateRequest Done
    /// Certificate ClientKeyExchange
    /// CertificateVerify [CCS] Finished 5 -->
    ///                                   &lt;-- 6   [CCS] Finished
    /// </code>
    /// A lost flight costs its timeout, which is most of what a bad network adds to the time to connect. So each
    /// flight goes out once more a quarter of a round trip later, long before an answer can be there: four datagrams
    /// a connection, and rarely are both lost. Then come timeouts of 1.5 round trips and doublings.
    /// A flight that comes again asks for the answer again, ten times a second at most. Nobody waits for an answer to
    /// flight 6: when it is lost the client repeats flight 5, so a server that has finished still listens for it.
    /// One owner at a time, the peer's.</summary>
    public sealed class DtlsTransport : IDisposable
    {
        /// <summary>Where the plaintext of a datagram to be sealed stands: behind the record's header and the 8 bytes
        /// of nonce that AES-GCM's records carry (RFC 5288 section 3).</summary>
        public const int PlaintextOffset = DtlsRecordHeader.Size + 8;

        private const byte ClientHello = 1;

        private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMilliseconds(200);
        private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(50);
        private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(3);
        private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(30);
        private static readonly TimeSpan ShortestCopyDelay = TimeSpan.FromMilliseconds(15);
        private static readonly TimeSpan AnswerInterval = TimeSpan.FromMilliseconds(100);

        private readonly IDtlsProvider _provider;
        private readonly DtlsRole _role;
        private readonly Fingerprint _expected;
        private readonly Action _wake;
        private IDtlsHandshake? _handshake;
        private Phase _phase = Phase.New;
        private int _resends;
        private bool _isRepeating;
        private Deadline _resend;
        private Deadline _giveUp;
        private Instant _answersAfter;

        private enum Phase
        {
            New,
            Handshaking,
            TimedOut,
            Established,
            Ended,
        }

        /// <param name="provider">Makes the handshake.</param>
        /// <param name="role">Which side to play.</param>
        /// <param name="expected">What the other side's certificate must hash to.</param>
        /// <param name="wake">Called, from any thread, when a poll may yield something new. It must not block.</param>
        public DtlsTransport(IDtlsProvider provider, DtlsRole role, Fingerprint expected, Action wake)
        {
            _provider = provider;
            _role = role;
            _expected = expected;
            _wake = wake;
        }

        /// <summary>The path's round-trip time, as ICE's checks measured it; zero while unknown, and then a flight is
        /// sent again after 200 ms for the first time. No timeout is shorter than 50 ms, for the other side must sign
        /// and verify.</summary>
        public TimeSpan RoundTripTime { get; set; }

        /// <summary>When <see cref="HandleTimeout"/> must be called at the latest.</summary>
        public Deadline NextDeadline => _resend.Soonest(_giveUp);

        /// <summary>Begins the handshake. A client's first flight goes out as soon as it is made.</summary>
        public void Start(Instant now)
        {
            if (_phase != Phase.New) throw new InvalidOperationException("A DTLS transport is started once.");
            _phase = Phase.Handshaking;
            _giveUp = new Deadline(now + HandshakeLimit, DeadlineReason.DtlsTimeout);
            _handshake = _provider.Start(_role, _expected, _wake);
        }

        /// <summary>Takes a datagram that is DTLS by its first byte and came from a validated address. Says why it, or
        /// some of its records, were dropped, or None.</summary>
        public DropReason HandleDatagram(Instant now, ReadOnlySpan<byte> datagram)
        {
            if (_handshake == null || datagram.IsEmpty) return DropReason.DtlsUnexpected;
            if (_role == DtlsRole.Server && AsksAgain(datagram)) AnswerAgain(now);
            return _handshake.HandleDatagram(datagram);
        }

        /// <summary>Makes a datagram of application data in place, as <see cref="IDtlsHandshake.TrySeal"/>
        /// says.</summary>
        public bool TrySeal(Span<byte> datagram, int plaintextLength, out int length)
        {
            length = 0;
            return _phase == Phase.Established && _handshake!.TrySeal(datagram, plaintextLength, out length);
        }

        /// <summary>Opens a record of application data in place.</summary>
        public bool TryOpen(Span<byte> record, out Span<byte> plaintext)
        {
            plaintext = default;
            return _phase == Phase.Established && _handshake!.TryOpen(record, out plaintext);
        }

        /// <summary>True between the handshake's success and the end.</summary>
        public bool IsEstablished => _phase == Phase.Established;

        /// <summary>Does what is due. Calling it early does no harm.</summary>
        public void HandleTimeout(Instant now)
        {
            if (_phase != Phase.Handshaking) return;
            if (_giveUp.IsDue(now))
            {
                Become(Phase.TimedOut);
                return;
            }

            if (_resend.IsDue(now)) Resend(now);
        }

        /// <summary>Takes the next datagram to send into <paramref name="buffer"/> (at least 1,500 bytes).</summary>
        public bool TryPollTransmit(Instant now, Span<byte> buffer, out int length)
        {
            length = 0;
            bool any = _handshake != null && _handshake.TryPollTransmit(buffer, out length);
            if (any && _phase == Phase.Handshaking)
            {
                if (!_isRepeating) _resends = 0;
                _resend = new Deadline(now + Timeout(), DeadlineReason.DtlsRetransmit);
            }

            _isRepeating &= any;
            return any;
        }

        /// <summary>True once, when the handshake has ended: with keys, or with the reason it failed.</summary>
        public bool TryPollOutcome(out DtlsOutcome outcome)
        {
            outcome = default;
            if (_phase == Phase.TimedOut)
            {
                outcome = DtlsOutcome.Failed(
                    CloseReason.DtlsTimeout,
                    $"The DTLS handshake did not end within {HandshakeLimit.TotalSeconds:0} s: " +
                    "the other side stopped answering, or its answers do not get through.");
                Become(Phase.Ended);
                return true;
            }

            if (_phase != Phase.Handshaking || !_handshake!.TryPollOutcome(out outcome)) return false;
            Become(outcome.Failure == CloseReason.None ? Phase.Established : Phase.Ended);
            return true;
        }

        /// <summary>True once, when the other side's close_notify or fatal alert came after the handshake.</summary>
        public bool TryPollClosed()
        {
            if (_phase != Phase.Established || !_handshake!.TryPollClosed()) return false;
            Become(Phase.Ended);
            return true;
        }

        /// <summary>Queues a close_notify, or ends the handshake; drain <see cref="TryPollTransmit"/> once more after
        /// it.</summary>
        public void Close()
        {
            _handshake?.Close();
            Become(Phase.Ended);
        }

        /// <summary>Frees the handshake's thread and keys.</summary>
        public void Dispose()
        {
            Become(Phase.Ended);
            _handshake?.Dispose();
            _handshake = null;
        }

        private void Become(Phase phase)
        {
            _phase = phase;
            _resend = Deadline.None;
            _giveUp = Deadline.None;
            _answersAfter = default;
            if (phase == Phase.TimedOut) _handshake!.Close();
        }

        private void Resend(Instant now)
        {
            _resends++;
            _isRepeating = true;
            if (_phase == Phase.Handshaking) _resend = new Deadline(now + Timeout(), DeadlineReason.DtlsRetransmit);
            _handshake!.Resend();
        }

        private void AnswerAgain(Instant now)
        {
            if (now < _answersAfter) return;
            _answersAfter = now + AnswerInterval;
            Resend(now);
        }

        // How long the flight that was sent just now may go without an answer.
        private TimeSpan Timeout()
        {
            bool isMeasured = RoundTripTime > TimeSpan.Zero;
            if (isMeasured && _resends == 0) return Longer(new TimeSpan(RoundTripTime.Ticks / 4), ShortestCopyDelay);
            TimeSpan timeout = isMeasured
                ? Longer(new TimeSpan(RoundTripTime.Ticks * 3 / 2), ShortestTimeout)
                : DefaultTimeout;
            for (int i = isMeasured ? 1 : 0; i < _resends && timeout < LongestTimeout; i++) timeout += timeout;
            return Shorter(timeout, LongestTimeout);
        }

        private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

        private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

        // A ClientHello after flight 4 has been sent, or anything of the handshake after flight 6.
        private bool AsksAgain(ReadOnlySpan<byte> datagram)
        {
            var type = (DtlsContentType)datagram[0];
            if (_phase == Phase.Established)
                return type == DtlsContentType.Handshake || type == DtlsContentType.ChangeCipherSpec;
            return _phase == Phase.Handshaking && _resend.IsPending && type == DtlsContentType.Handshake &&
                datagram.Length > DtlsRecordHeader.Size && datagram[DtlsRecordHeader.Size] == ClientHello;
        }
    }
}
