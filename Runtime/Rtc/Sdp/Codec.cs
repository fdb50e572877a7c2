#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sdp
{
    /// <summary>A codec of a media section: its rtpmap, fmtp and rtcp-fb lines (RFC 8866 section 6.6, RFC
    /// 4585).</summary>
    public sealed class Codec
    {
        /// <summary>The number RTP packets carry.</summary>
        public PayloadType PayloadType { get; }

        /// <summary>The encoding name as written, such as "opus" or "VP8"; compared without case.</summary>
        public string Name { get; }

        /// <summary>Ticks a second of its RTP clock.</summary>
        public int ClockRate { get; }

        /// <summary>Audio channels; 1 where the rtpmap gives none.</summary>
        public int Channels { get; }

        /// <summary>The format parameters as written after "fmtp:PT "; empty where there are none.</summary>
        public string Parameters { get; }

        /// <summary>Feedback types, such as "nack pli" or "transport-cc".</summary>
        public IReadOnlyList<string> Feedback { get; }

        public Codec(
            PayloadType payloadType,
            string name,
            int clockRate,
            int channels = 1,
            string parameters = "",
            IReadOnlyList<string>? feedback = null)
        {
            PayloadType = payloadType;
            Name = name;
            ClockRate = clockRate;
            Channels = channels;
            Parameters = parameters;
            Feedback = feedback ?? Array.Empty<string>();
        }

        /// <summary>True when both name the same encoding, clock and channels, whatever their numbers.</summary>
        public bool IsSameEncoding(Codec other) =>
            ClockRate == other.ClockRate && Channels == other.Channels &&
            string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

        /// <summary>The same codec under another payload type.</summary>
        public Codec Under(PayloadType payloadType) =>
            new Codec(payloadType, Name, ClockRate, Channels, Parameters, Feedback);

        public override string ToString() => $"{PayloadType} {Name}/{ClockRate}/{Channels}";
    }
}
