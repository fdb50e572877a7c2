#nullable enable
using System;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>What a <see cref="TransportWideFeedback"/> says about one packet.</summary>
    public readonly struct PacketStatus
    {
        /// <summary>The packet's transport-wide sequence number.</summary>
        public readonly ushort WireSeq;

        /// <summary>False when it had not come by then; it may still, and be reported once more.</summary>
        public readonly bool IsReceived;

        /// <summary>When it came, since the feedback's reference time, in steps of 250 us; negative is possible where
        /// packets overtook each other. Zero when it did not come.</summary>
        public readonly TimeSpan Arrival;

        internal PacketStatus(ushort wireSeq, bool isReceived, TimeSpan arrival)
        {
            WireSeq = wireSeq;
            IsReceived = isReceived;
            Arrival = arrival;
        }
    }
}
