#nullable enable
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>PLI: a receiver lost picture and wants a key frame (RFC 4585 section 6.3.1). It is a feedback packet
    /// that says nothing but the two ssrcs.</summary>
    public readonly struct PictureLossIndication
    {
        internal const int Format = 1;
        internal const int Length = 8;

        /// <summary>Who asks. Receivers that send nothing use an ssrc of their own making; Chrome's is 1.</summary>
        public readonly Ssrc Sender;

        /// <summary>The stream that shall begin anew.</summary>
        public readonly Ssrc Media;

        private PictureLossIndication(Ssrc sender, Ssrc media)
        {
            Sender = sender;
            Media = media;
        }

        /// <summary>Reads a PLI; false on other types and formats and when it is too short.</summary>
        public static bool TryParse(in RtcpPacket packet, out PictureLossIndication indication)
        {
            indication = default;
            if (packet.Type != RtcpPacketType.PayloadFeedback || packet.Count != Format) return false;
            if (packet.Body.Length < Length) return false;
            indication = new PictureLossIndication(packet.ReadSsrc(0), packet.ReadSsrc(4));
            return true;
        }
    }
}
