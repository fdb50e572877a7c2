#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sdp
{
    /// <summary>A codec of a media section: its rtpmap, fmtp and rtcp-fb lines (RFC 8866 section 6.6, RFC
    /// 4585).</summary>
    public sealed class Codec
    {
        private string? _mimeType;

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

        /// <summary>The retransmissions of a codec (RFC 4588), to be listed after it.</summary>
        public static Codec Rtx(PayloadType payloadType, Codec of) =>
            new Codec(payloadType, "rtx", of.ClockRate, parameters: $"apt={of.PayloadType}");

        /// <summary>A codec's packets with the one before in each (RFC 2198). Listed before its codec, that is what is
        /// sent where both sides have it; behind it, it is only taken.</summary>
        public static Codec Red(PayloadType payloadType, Codec of) => new Codec(
            payloadType, "red", of.ClockRate, of.Channels, $"{of.PayloadType}/{of.PayloadType}");

        /// <summary>True for retransmissions.</summary>
        public bool IsRtx => Is("rtx");

        /// <summary>True for packets that repeat others; not for those that video's ULPFEC comes in.</summary>
        public bool IsRed => Is("red") && Parameters.IndexOf('/') > 0;

        /// <summary>The payload type whose packets this one retransmits or repeats; null where no parameter
        /// says.</summary>
        public PayloadType? AssociatedPayloadType
        {
            get
            {
                string? number = IsRed ? Parameters.Substring(0, Parameters.IndexOf('/')) : Parameter("apt");
                bool isOne = byte.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out byte type) &&
                    type < Wire.PayloadType.Count;
                return isOne ? new PayloadType(type) : (PayloadType?)null;
            }
        }

        /// <summary>The retransmissions or repetitions of another codec, under this one's number.</summary>
        internal Codec Following(Codec of) => IsRtx ? Rtx(PayloadType, of) : Red(PayloadType, of);

        /// <summary>True for that encoding name, whatever its case.</summary>
        public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

        /// <summary>The media type, such as "audio/opus", in a section of that kind.</summary>
        public string MimeTypeIn(MediaKind kind)
        {
            string media = MediaDescription.WordOf(kind);
            bool isKept = _mimeType != null && _mimeType.StartsWith(media, StringComparison.Ordinal);
            return isKept ? _mimeType! : _mimeType = $"{media}/{Name}";
        }

        /// <summary>A format parameter's value; null when it is not there.</summary>
        public string? Parameter(string name)
        {
            foreach (string part in Parameters.Split(';'))
            {
                int sign = part.IndexOf('=');
                if (sign > 0 && string.Equals(part.Substring(0, sign).Trim(), name, StringComparison.OrdinalIgnoreCase))
                    return part.Substring(sign + 1).Trim();
            }

            return null;
        }

        /// <summary>True when what one writes the other reads: the same encoding, clock and channels, and the same
        /// format where its parameters decide that; whatever their numbers.</summary>
        public bool IsSameEncoding(Codec other) =>
            ClockRate == other.ClockRate && Channels == other.Channels && Is(other.Name) &&
            CodecFormat.IsSame(this, other);

        /// <summary>The same codec under another payload type.</summary>
        public Codec Under(PayloadType payloadType) => With(payloadType, Feedback);

        /// <summary>The same codec under another payload type and with other feedback.</summary>
        public Codec With(PayloadType payloadType, IReadOnlyList<string> feedback) =>
            new Codec(payloadType, Name, ClockRate, Channels, Parameters, feedback);

        public override string ToString() => $"{PayloadType} {Name}/{ClockRate}/{Channels}";
    }
}
