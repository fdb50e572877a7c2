#nullable enable
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>A stream that comes in, by the W3C's names
    /// (https://www.w3.org/TR/webrtc-stats/#inboundrtpstats-dict*), as Chrome counts them: what its retransmissions
    /// bring is among its packets and bytes, and not among its loss.</summary>
    public readonly struct InboundRtpStats
    {
        /// <summary>The media section.</summary>
        public readonly Mid Mid;

        /// <summary>The simulcast layer; not given where there is none.</summary>
        public readonly Rid Rid;

        /// <summary>The stream.</summary>
        public readonly Ssrc Ssrc;

        /// <summary>The payload type of the codec it came with last; null before anything came.</summary>
        public readonly PayloadType? CodecId;

        /// <summary>Packets received, retransmitted ones too.</summary>
        public readonly long PacketsReceived;

        /// <summary>Packets that the network lost (RFC 3550), however many were brought again.</summary>
        public readonly long PacketsLost;

        /// <summary>Interarrival jitter in seconds.</summary>
        public readonly double Jitter;

        /// <summary>When the last packet came, on the local clock.</summary>
        public readonly Instant LastPacketReceivedTimestamp;

        /// <summary>Bytes of payload, without padding.</summary>
        public readonly long BytesReceived;

        /// <summary>Bytes of RTP headers and padding.</summary>
        public readonly long HeaderBytesReceived;

        /// <summary>Packets received by retransmission.</summary>
        public readonly long RetransmittedPacketsReceived;

        /// <summary>Bytes of payload received by retransmission.</summary>
        public readonly long RetransmittedBytesReceived;

        /// <summary>Packets that came once more within others (RED), as Chrome counts them.</summary>
        public readonly long FecPacketsReceived;

        /// <summary>Those of them that were of no use: the packet itself had come.</summary>
        public readonly long FecPacketsDiscarded;

        /// <summary>NACK packets sent.</summary>
        public readonly long NackCount;

        /// <summary>Picture Loss Indications sent.</summary>
        public readonly long PliCount;

        /// <summary>Full Intra Requests sent.</summary>
        public readonly long FirCount;

        internal InboundRtpStats(ReceiveStream stream)
        {
            Mid = stream.Mid;
            Rid = stream.Rid;
            Ssrc = stream.Ssrc;
            CodecId = stream.Format?.PayloadType;
            PacketsReceived = stream.Received + stream.Recovered;
            PacketsLost = stream.Lost;
            Jitter = stream.Format == null ? 0 : (double)stream.Jitter / stream.Format.ClockRate;
            LastPacketReceivedTimestamp = stream.LastReceivedAt;
            BytesReceived = stream.PayloadBytes + stream.RecoveredBytes;
            HeaderBytesReceived = stream.HeaderBytes;
            RetransmittedPacketsReceived = stream.Recovered;
            RetransmittedBytesReceived = stream.RecoveredBytes;
            FecPacketsReceived = stream.Repeated;
            FecPacketsDiscarded = stream.RepeatedInVain;
            NackCount = stream.Missing?.Nacks ?? 0;
            long requests = stream.KeyFrames?.Sent ?? 0;
            PliCount = stream.AsksByFir ? 0 : requests;
            FirCount = stream.AsksByFir ? requests : 0;
        }
    }
}
