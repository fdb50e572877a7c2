#nullable enable
namespace Earshot.Rtc.Wire
{
    /// <summary>What a <see cref="Deadline"/> waits for.</summary>
    public enum DeadlineReason
    {
        /// <summary>Nothing is pending.</summary>
        None,

        /// <summary>The next connectivity check of the checklist may go out (RFC 8445 section 6.1.4.2).</summary>
        IceCheck,

        /// <summary>A STUN request was not answered in time (RFC 8489 section 6.2.1).</summary>
        IceRetransmit,

        /// <summary>Consent must be asked for again (RFC 7675 section 5.1).</summary>
        IceConsent,

        /// <summary>Consent runs out, or no pair ever worked.</summary>
        IceTimeout,

        /// <summary>A request to a STUN or TURN server is due, or what it granted must be renewed.</summary>
        TurnRefresh,

        /// <summary>A DTLS flight was not answered in time (RFC 6347 section 4.2.4).</summary>
        DtlsRetransmit,

        /// <summary>The DTLS handshake has taken too long.</summary>
        DtlsTimeout,

        /// <summary>A compound RTCP report is due (RFC 3550 section 6.2).</summary>
        RtcpReport,

        /// <summary>Missing packets are to be asked for (RFC 4585 section 6.2.1).</summary>
        Nack,

        /// <summary>Arrivals are to be reported to the sender's congestion control.</summary>
        TransportFeedback,

        /// <summary>A key frame is to be asked for, which had to wait for the one before.</summary>
        KeyFrameRequest,

        /// <summary>The other side is to be told how much it may send.</summary>
        ReceiveBandwidth,

        /// <summary>A packet waits for the pacer.</summary>
        Pacing,

        /// <summary>No media has come for so long that none is expected any more. A peer never waits for it; an SFU
        /// does.</summary>
        MediaTimeout,

        /// <summary>The other side has not answered an offer. A peer never waits for it; an SFU does.</summary>
        AnswerTimeout,

        /// <summary>INIT, COOKIE-ECHO or SHUTDOWN was not answered in time (RFC 9260 sections 5.1 and 9.2).</summary>
        SctpHandshake,

        /// <summary>DATA was not acknowledged in time (RFC 9260 section 6.3.3).</summary>
        SctpRetransmit,

        /// <summary>DATA that came is to be acknowledged (RFC 9260 section 6.2).</summary>
        SctpAck,

        /// <summary>A request to reset streams was not answered in time (RFC 6525 section 5.1.1).</summary>
        SctpReset,

        /// <summary>Nothing has come for long (RFC 9260 section 8.3).</summary>
        SctpHeartbeat,
    }
}
