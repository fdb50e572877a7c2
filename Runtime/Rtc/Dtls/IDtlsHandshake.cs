#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Dtls
{
    /// <summary>The cryptography of one DTLS association; <see cref="DtlsTransport"/> owns time and retransmission.
    /// An implementation may work on a thread of its own; all members are called by the peer's owner and none
    /// blocks on the network.</summary>
    public interface IDtlsHandshake : IDisposable
    {
        /// <summary>Gives it a datagram that came; it is copied. Says why some of its records were dropped, or
        /// None.</summary>
        DropReason HandleDatagram(ReadOnlySpan<byte> datagram);

        /// <summary>Makes a datagram of application data in place: its plaintext stands at
        /// <see cref="DtlsTransport.PlaintextOffset"/>, with 16 bytes free behind it. False before the handshake has
        /// succeeded and after the end.</summary>
        bool TrySeal(Span<byte> datagram, int plaintextLength, out int length);

        /// <summary>Opens a record of application data in place; false when it is forged, garbled or
        /// repeated.</summary>
        bool TryOpen(Span<byte> record, out Span<byte> plaintext);

        /// <summary>Queues the last flight again, each record under a new record number (RFC 6347 section 4.2.4), so
        /// that the other side's replay window lets it through. Does nothing when nothing has been sent.</summary>
        void Resend();

        /// <summary>Takes the next datagram to send into <paramref name="buffer"/> (at least 1,500 bytes).</summary>
        bool TryPollTransmit(Span<byte> buffer, out int length);

        /// <summary>True once, when the handshake has ended one way or the other.</summary>
        bool TryPollOutcome(out DtlsOutcome outcome);

        /// <summary>True once, when the other side's close_notify or fatal alert came after the handshake.</summary>
        bool TryPollClosed();

        /// <summary>Queues a close_notify.</summary>
        void Close();
    }
}
