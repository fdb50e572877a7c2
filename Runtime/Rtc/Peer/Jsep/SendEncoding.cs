#nullable enable
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>One stream of what a section sends (the W3C's RTCRtpEncodingParameters): the only one, or a simulcast
    /// layer. The peer gives it its ssrcs; the rest is its owner's to change at any time.</summary>
    public sealed class SendEncoding
    {
        /// <summary>The layer's name; not given where there is no simulcast.</summary>
        public Rid Rid { get; }

        /// <summary>The ssrc of its packets.</summary>
        public Ssrc Ssrc { get; internal set; }

        /// <summary>The ssrc of its retransmissions, where RTX is agreed.</summary>
        public Ssrc RtxSsrc { get; internal set; }

        /// <summary>False to pause it; the next offer then says <c>~rid</c>.</summary>
        public bool IsActive { get; set; } = true;

        /// <summary>The most it may send, in bit/s; null for no limit of its own.</summary>
        public long? MaxBitrate { get; set; }

        /// <summary>The most frames a second; null for no limit.</summary>
        public double? MaxFramerate { get; set; }

        /// <summary>By how much each side of the picture shrinks before it is encoded, 1 for not at all.</summary>
        public double ScaleResolutionDownBy { get; set; } = 1;

        /// <summary>How much of the path it has, in bit/s; 0 while the path has no room for it. Null where nothing
        /// measures the path.</summary>
        public long? TargetBitrate { get; internal set; }

        internal bool IsPaused => TargetBitrate == 0;

        public SendEncoding(Rid rid = default) => Rid = rid;
    }
}
