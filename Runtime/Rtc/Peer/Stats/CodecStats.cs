#nullable enable
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>A codec that a stream is sent or received with, by the W3C's names
    /// (https://www.w3.org/TR/webrtc-stats/#codec-dict*). All sections share one transport, on which a payload type
    /// means one thing.</summary>
    public readonly struct CodecStats
    {
        /// <summary>The number its packets carry; streams name it as their codec.</summary>
        public readonly PayloadType PayloadType;

        /// <summary>Such as "audio/opus".</summary>
        public readonly string MimeType;

        /// <summary>Ticks a second of its RTP clock.</summary>
        public readonly int ClockRate;

        /// <summary>Audio channels; 0 for video.</summary>
        public readonly int Channels;

        /// <summary>The format parameters as this side has them; empty where there are none.</summary>
        public readonly string SdpFmtpLine;

        internal CodecStats(Codec codec, MediaKind kind)
        {
            PayloadType = codec.PayloadType;
            MimeType = codec.MimeTypeIn(kind);
            ClockRate = codec.ClockRate;
            Channels = kind == MediaKind.Audio ? codec.Channels : 0;
            SdpFmtpLine = codec.Parameters;
        }
    }
}
