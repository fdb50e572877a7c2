#nullable enable
namespace Earshot.Rtc.Rtcp
{
    /// <summary>What an RTCP packet is; the value is the wire's (RFC 3550 section 12.1, RFC 4585 section 6.1). Others
    /// may come and mean nothing to us.</summary>
    public enum RtcpPacketType : byte
    {
        /// <summary>SR: counts of a sender, and what it received.</summary>
        SenderReport = 200,

        /// <summary>RR: what a mere receiver received.</summary>
        ReceiverReport = 201,

        /// <summary>SDES: the names of sources.</summary>
        SourceDescription = 202,

        /// <summary>BYE: sources that end.</summary>
        Goodbye = 203,

        /// <summary>RTPFB: feedback on transport; the format says which.</summary>
        TransportFeedback = 205,

        /// <summary>PSFB: feedback on the payload; the format says which.</summary>
        PayloadFeedback = 206,
    }
}
