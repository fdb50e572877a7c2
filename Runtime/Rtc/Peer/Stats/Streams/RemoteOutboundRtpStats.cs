#nullable enable
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>What the other side says of a stream that it sends, in its sender reports, by the W3C's names
    /// (https://www.w3.org/TR/webrtc-stats/#remoteoutboundrtpstats-dict*).</summary>
    public readonly struct RemoteOutboundRtpStats
    {
        /// <summary>The media section.</summary>
        public readonly Mid Mid;

        /// <summary>The stream.</summary>
        public readonly Ssrc Ssrc;

        /// <summary>Packets sent; wraps at 2^32.</summary>
        public readonly long PacketsSent;

        /// <summary>Bytes of payload sent; wraps at 2^32.</summary>
        public readonly long BytesSent;

        /// <summary>When the last report was written, on the sender's clock.</summary>
        public readonly NtpTime RemoteTimestamp;

        /// <summary>Sender reports received.</summary>
        public readonly long ReportsSent;

        internal RemoteOutboundRtpStats(ReceiveStream stream)
        {
            Mid = stream.Mid;
            Ssrc = stream.Ssrc;
            PacketsSent = stream.LastSenderReport.PacketCount;
            BytesSent = stream.LastSenderReport.OctetCount;
            RemoteTimestamp = stream.LastSenderReport.Ntp;
            ReportsSent = stream.SenderReports;
        }
    }
}
