#nullable enable
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>A packet in a <see cref="PacketStore"/>: what it takes to write it once more.</summary>
    public struct StoredPacket
    {
        /// <summary>Its number in its stream.</summary>
        public SeqNo Seq;

        /// <summary>Its timestamp.</summary>
        public RtpTime Time;

        /// <summary>Its marker bit.</summary>
        public bool Marker;

        /// <summary>What else it says.</summary>
        public SendOptions Options;

        /// <summary>How often it was sent; 0 while it waits for its turn.</summary>
        public int TimesSent;

        /// <summary>When it was sent last, or else stored.</summary>
        public Instant SentAt;

        /// <summary>What only the sending decides of its header, so that a plain retransmission can repeat it to the
        /// bit: under AES-GCM another header with the same number would give the authentication key away.</summary>
        public HeaderMoment Moment;

        internal int Offset;
        internal int Length;

        /// <summary>The parts of a header that depend on when it is written.</summary>
        public struct HeaderMoment
        {
            /// <summary>Its number over all streams.</summary>
            public ushort TransportSeq;

            /// <summary>When it left.</summary>
            public AbsSendTime SendTime;

            /// <summary>True when it names its section and layer.</summary>
            public bool Identifies;
        }
    }
}
