#nullable enable
namespace Earshot.Rtc.Wire
{
    /// <summary>Why a datagram or packet was dropped. One counter each, never a log line.</summary>
    public enum DropReason
    {
        /// <summary>It was not dropped.</summary>
        None,

        /// <summary>Empty, or its first byte belongs to no protocol of RFC 7983.</summary>
        NotDemuxed,

        /// <summary>Truncated, or a length or version field contradicts the rest.</summary>
        Malformed,

        /// <summary>STUN whose USERNAME names another agent.</summary>
        StunUnknownUser,

        /// <summary>STUN whose MESSAGE-INTEGRITY or FINGERPRINT is wrong.</summary>
        StunBadIntegrity,

        /// <summary>A STUN response to no request of ours.</summary>
        StunUnmatched,

        /// <summary>DTLS or media from an address that no connectivity check has validated.</summary>
        AddressNotValidated,

        /// <summary>DTLS after the association has closed, or on none.</summary>
        DtlsUnexpected,

        /// <summary>SRTP or SRTCP before there are keys.</summary>
        NoKeys,

        /// <summary>SRTP whose authentication tag is wrong.</summary>
        BadAuthentication,

        /// <summary>A packet seen before, or older than the replay window.</summary>
        Replayed,

        /// <summary>RTP that belongs to no media section.</summary>
        UnknownStream,

        /// <summary>RTP with a payload type that was not negotiated.</summary>
        UnknownPayloadType,

        /// <summary>SCTP of another association, or what this one does not expect in its state.</summary>
        SctpUnexpected,

        /// <summary>A retransmission of a stream that is not known, or of which nothing has come yet.</summary>
        UnknownOriginal,

        /// <summary>A queue or table is full.</summary>
        Overflow,
    }
}
