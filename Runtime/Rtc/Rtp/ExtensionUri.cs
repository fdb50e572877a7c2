#nullable enable
namespace Earshot.Rtc.Rtp
{
    /// <summary>The header extensions this stack knows, by the URI that <c>a=extmap</c> maps to an id.</summary>
    public static class ExtensionUri
    {
        /// <summary>The media section's mid (RFC 8843 section 15).</summary>
        public const string Mid = "urn:ietf:params:rtp-hdrext:sdes:mid";

        /// <summary>Which simulcast encoding a stream is (RFC 8852 section 3.1).</summary>
        public const string RtpStreamId = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";

        /// <summary>Which simulcast encoding a retransmission stream repairs (RFC 8852 section 3.2).</summary>
        public const string RepairedRtpStreamId = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";

        /// <summary>A sequence number over all streams, for congestion control
        /// (draft-holmer-rmcat-transport-wide-cc-extensions-01).</summary>
        public const string TransportCc =
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

        /// <summary>When the packet left, as 24 bits of 6.18 fixed-point seconds; the URI is WebRTC's own.</summary>
        public const string AbsSendTime = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";

        /// <summary>How loud the audio in the packet is (RFC 6464): see <see cref="Rtp.AudioLevel"/>.</summary>
        public const string AudioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

        /// <summary>How to turn the picture (3GPP TS 26.114 section 7.4.5).</summary>
        public const string VideoOrientation = "urn:3gpp:video-orientation";

        /// <summary>The least and greatest delay until playout; the URI is WebRTC's own.</summary>
        public const string PlayoutDelay = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay";
    }
}
