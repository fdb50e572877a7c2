#nullable enable
using Earshot.Rtc;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>An RTP event with a payload of its own.</summary>
    public readonly struct ReceivedPacket
    {
        public readonly Mid Mid;
        public readonly Ssrc Ssrc;
        public readonly SeqNo Seq;
        public readonly RtpTime Time;
        public readonly bool Marker;
        public readonly byte[] Payload;

        public ReceivedPacket(in PeerEvent happened)
        {
            Mid = happened.Mid;
            Ssrc = happened.Ssrc;
            Seq = happened.Seq;
            Time = happened.Time;
            Marker = happened.Marker;
            Payload = happened.Payload.ToArray();
        }
    }
}
