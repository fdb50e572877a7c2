#nullable enable
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>Where a packet belongs, as far as it may be believed before it is authenticated. Valid until the
    /// router's next call.</summary>
    public readonly struct Route
    {
        /// <summary>The packet's stream; one that <see cref="StreamRouter.Commit"/> adds if it is new.</summary>
        public readonly ReceiveStream Stream;

        internal readonly ReceiveSection Section;

        internal readonly ReceiveFormat Format;

        internal Route(ReceiveStream stream, ReceiveSection section, ReceiveFormat format)
        {
            Stream = stream;
            Section = section;
            Format = format;
        }

        /// <summary>The packet's media section.</summary>
        public Mid Mid => Section.Mid;

        /// <summary>Ticks a second of the packet's timestamp.</summary>
        public int ClockRate => Format.ClockRate;

        /// <summary>True when a missing packet of the stream may be asked for again (generic NACK).</summary>
        public bool AsksAgain => Format.AsksAgain;

        /// <summary>True when the sender wants to know when packets arrive (transport-wide feedback).</summary>
        public bool ReportsArrivals => Section.ReportsArrivals;

        /// <summary>True when the sender takes our word for how much the path carries (REMB).</summary>
        public bool TakesEstimates => Section.TakesEstimates;

        /// <summary>True for a packet that carries others again (RFC 2198).</summary>
        public bool IsRed => Format.IsRed;

        /// <summary>The payload type that what a retransmission or repetition carries is delivered under.</summary>
        public PayloadType Original => Format.Original;

        /// <summary>True for a retransmission (RFC 4588), whose payload begins with another packet's number.</summary>
        public bool IsRtx => Format.IsRtx;
    }
}
