#nullable enable
using Earshot.Rtc.Wire;

namespace Earshot.Video.Rtp
{
    /// <summary>A place in a <see cref="PacketWindow"/>.</summary>
    internal sealed class WindowPacket
    {
        /// <summary>More than a datagram carries.</summary>
        internal const int MaxLength = 1_500;

        internal SeqNo Seq;
        internal RtpTime Time;

        /// <summary>VP8 of that length; null in a place that is free.</summary>
        internal byte[]? Bytes;

        /// <summary>0 for a packet of padding.</summary>
        internal int Length;

        internal bool BeginsFrame;
        internal bool BeginsKeyFrame;

        /// <summary>The marker: the last packet of its frame.</summary>
        internal bool EndsFrame;
    }
}
