#nullable enable
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>A stream that goes out, by the W3C's names
    /// (https://www.w3.org/TR/webrtc-stats/#outboundrtpstats-dict*); its retransmissions are among its packets and
    /// bytes.</summary>
    public readonly struct OutboundRtpStats
    {
        /// <summary>The media section.</summary>
        public readonly Mid Mid;

        /// <summary>The simulcast layer; not given where there is none.</summary>
        public readonly Rid Rid;

        /// <summary>The stream.</summary>
        public readonly Ssrc Ssrc;

        /// <summary>The payload type of its codec.</summary>
        public readonly PayloadType? CodecId;

        /// <summary>The stream of its retransmissions; 0 where they were not agreed.</summary>
        public readonly Ssrc RtxSsrc;

        /// <summary>True when packets may be sent: agreed, wanted, and with room on the path.</summary>
        public readonly bool Active;

        /// <summary>Packets sent.</summary>
        public readonly long PacketsSent;

        /// <summary>Bytes of payload sent.</summary>
        public readonly long BytesSent;

        /// <summary>Packets sent again because they were asked for.</summary>
        public readonly long RetransmittedPacketsSent;

        /// <summary>Bytes of payload sent again.</summary>
        public readonly long RetransmittedBytesSent;

        /// <summary>What congestion control allows it, in bit/s; 0 where nothing measures the path.</summary>
        public readonly double TargetBitrate;

        /// <summary>NACK packets received.</summary>
        public readonly long NackCount;

        /// <summary>Picture Loss Indications received.</summary>
        public readonly long PliCount;

        /// <summary>Full Intra Requests received, without repetitions.</summary>
        public readonly long FirCount;

        internal OutboundRtpStats(OutgoingStream stream)
        {
            Mid = stream.Transceiver.Mid;
            Rid = stream.Encoding.Rid;
            Ssrc = stream.Encoding.Ssrc;
            CodecId = stream.Transceiver.Codec?.PayloadType;
            RtxSsrc = stream.HasRtx ? stream.Encoding.RtxSsrc : default;
            Active = stream.CanSend;
            PacketsSent = stream.Stream.PacketCount + stream.RetransmittedPackets;
            BytesSent = stream.Stream.OctetCount + stream.RetransmittedBytes;
            RetransmittedPacketsSent = stream.RetransmittedPackets;
            RetransmittedBytesSent = stream.RetransmittedBytes;
            TargetBitrate = stream.Encoding.TargetBitrate ?? 0;
            NackCount = stream.NackCount;
            PliCount = stream.PliCount;
            FirCount = stream.FirCount;
        }
    }
}
