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
    /// Nobody waits for an answer to flight 6. When it is lost the client repeats flight 5, so a server that has
    /// finished still answers handshake records with flight 6, ten times a second at most.
    /// One owner at a time, the peer's.</summary>
    public sealed class DtlsTransport : IDisposable
    {
        private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMilliseconds(200);
        private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(50);
        private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(3);
        private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(30);
        private static readonly TimeSpan FinalFlightInterval = TimeSpan.FromMilliseconds(100);

        private readonly IDtlsProvider _provider;
        private readonly DtlsRole _role;
        private readonly Fingerprint _expected;
        private readonly Action _wake;
        private IDtlsHandshake? _handshake;
        private Phase _phase = Phase.New;
        private TimeSpan _timeout;
        private Deadline _resend;
        private Deadline _giveUp;
        private Instant _finalFlightAfter;

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

        /// <summary>The path's round-trip time, as ICE's checks measured it; zero while unknown. The first timeout is
        /// one and a half of it, at least 50 ms (the other side must sign and verify), or 200 ms when
        /// unknown.</summary>
        public TimeSpan RoundTripTime { get; set; }

        /// <summary>When <see cref="HandleTimeout"/> must be called at the latest.</summary>
        public Deadline NextDeadline => _resend.Soonest(_giveUp);

        /// <summary>Begins the handshake. A client's first flight goes out as soon as it is made.</summary>
        public void Start(Instant now)
        {
            if (_phase != Phase.New) throw new InvalidOperationException("A DTLS transport is started once.");
            _phase = Phase.Handshaking;
            _timeout = FirstTimeout();
            _giveUp = new Deadline(now + HandshakeLimit, DeadlineReason.DtlsTimeout);
            _handshake = _provider.Start(_role, _expected, _wake);
        }

        /// <summary>Takes a datagram that is DTLS by its first byte and came from a validated address.</summary>
        public void HandleDatagram(Instant now, ReadOnlySpan<byte> datagram)
        {
            if (_handshake == null || datagram.IsEmpty) return;
            if (_phase == Phase.Handshaking) _timeout = FirstTimeout();
            if (_phase == Phase.Established && IsHandshakeRecord(datagram)) AnswerWithFinalFlight(now);
            _handshake.HandleDatagram(datagram);
        }

        /// <summary>Does what is due. Calling it early does no harm.</summary>
        public void HandleTimeout(Instant now)
        {
            if (_phase != Phase.Handshaking) return;
            if (_giveUp.IsDue(now))
            {
                Become(Phase.TimedOut);
                return;
            }

            if (!_resend.IsDue(now)) return;
            _timeout = Shorter(_timeout + _timeout, LongestTimeout);
            ArmResend(now);
            _handshake!.Resend();
        }

        /// <summary>Takes the next datagram to send into <paramref name="buffer"/> (at least 1,500 bytes).</summary>
        public bool TryPollTransmit(Instant now, Span<byte> buffer, out int length)
        {
            length = 0;
            if (_handshake == null || !_handshake.TryPollTransmit(buffer, out length)) return false;
            if (_phase == Phase.Handshaking) ArmResend(now);
            return true;
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
            if (phase == Phase.TimedOut) _handshake!.Close();
        }

        private void ArmResend(Instant now) => _resend = new Deadline(now + _timeout, DeadlineReason.DtlsRetransmit);

        private void AnswerWithFinalFlight(Instant now)
        {
            if (_role != DtlsRole.Server || now < _finalFlightAfter) return;
            _finalFlightAfter = now + FinalFlightInterval;
            _handshake!.Resend();
        }

        private TimeSpan FirstTimeout()
        {
            if (RoundTripTime <= TimeSpan.Zero) return DefaultTimeout;
            var timeout = new TimeSpan(RoundTripTime.Ticks * 3 / 2);
            return timeout < ShortestTimeout ? ShortestTimeout : Shorter(timeout, LongestTimeout);
        }

        private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

        private static bool IsHandshakeRecord(ReadOnlySpan<byte> datagram) =>
            datagram[0] == (byte)DtlsContentType.Handshake || datagram[0] == (byte)DtlsContentType.ChangeCipherSpec;
    }
}
