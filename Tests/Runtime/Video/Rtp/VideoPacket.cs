#nullable enable
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>A packet as its stream delivers it.</summary>
    public sealed class VideoPacket
    {
        public VideoPacket(SeqNo seq, RtpTime time, bool marker, byte[] payload)
        {
            Seq = seq;
            Time = time;
            Marker = marker;
            Payload = payload;
        }

        public SeqNo Seq { get; }

        public RtpTime Time { get; }

        public bool Marker { get; }

        public byte[] Payload { get; }
    }
}
