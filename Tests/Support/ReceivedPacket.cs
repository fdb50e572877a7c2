#nullable enable
using Earshot.Rtc;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>An RTP event with a payload of its own.</summary>
    public readonly struct ReceivedPacket
    {
        public readonly Mid Mid;
        public readonly Rid Rid;
        public readonly Ssrc Ssrc;
        public readonly SeqNo Seq;
        public readonly RtpTime Time;
        public readonly PayloadType PayloadType;
        public readonly bool Marker;
        public readonly byte[] Payload;
        public readonly SendOptions Extensions;

        public ReceivedPacket(in PeerEvent happened)
        {
            Mid = happened.Mid;
            Rid = happened.Rid;
            Ssrc = happened.Ssrc;
            Seq = happened.Seq;
            Time = happened.Time;
            PayloadType = happened.PayloadType;
            Marker = happened.Marker;
            Payload = happened.Payload.ToArray();
            Extensions = happened.Extensions.ToSendOptions();
        }
    }
}
