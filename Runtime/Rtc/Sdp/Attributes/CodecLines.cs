#nullable enable
using System.Collections.Generic;
using System.Globalization;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sdp
{
    /// <summary>Joins a section's <c>rtpmap</c>, <c>fmtp</c> and <c>rtcp-fb</c> lines into codecs, and writes
    /// them.</summary>
    internal static class CodecLines
    {
        /// <summary>The codecs of the section's formats, in their order, each format once. One that neither an rtpmap
        /// nor the static table names is left out.</summary>
        public static IReadOnlyList<Codec> Read(IList<string> formats, AttributeList attributes)
        {
            Dictionary<string, string> maps = FirstOfEach(attributes, "rtpmap");
            Dictionary<string, string> parameters = FirstOfEach(attributes, "fmtp");
            IReadOnlyList<string> feedback = attributes.FindAll("rtcp-fb");
            var codecs = new List<Codec>();
            var seen = new bool[128];
            foreach (string format in formats)
            {
                if (!TryParsePayloadType(format, out PayloadType payloadType) || seen[payloadType.Value]) continue;
                seen[payloadType.Value] = true;
                string? encoding = maps.TryGetValue(format, out string? map) ? map : StaticEncoding(payloadType);
                if (encoding == null || !TryParseEncoding(encoding, out string name, out int rate, out int channels))
                    continue;
                parameters.TryGetValue(format, out string? value);
                codecs.Add(new Codec(payloadType, name, rate, channels, value ?? "", FeedbackOf(feedback, format)));
            }

            return codecs;
        }

        /// <summary>Writes a codec's lines in Chrome's order.</summary>
        public static void Write(Codec codec, AttributeList attributes)
        {
            string channels = codec.Channels > 1 ? $"/{codec.Channels}" : "";
            attributes.Add("rtpmap", $"{codec.PayloadType} {codec.Name}/{codec.ClockRate}{channels}");
            foreach (string feedback in codec.Feedback) attributes.Add("rtcp-fb", $"{codec.PayloadType} {feedback}");
            if (codec.Parameters.Length > 0) attributes.Add("fmtp", $"{codec.PayloadType} {codec.Parameters}");
        }

        /// <summary>True for a payload type, a space and "name/clock" or "name/clock/channels".</summary>
        public static bool IsRtpMap(string value)
        {
            int space = value.IndexOf(' ');
            return space > 0 && TryParsePayloadType(value.Substring(0, space), out _) &&
                TryParseEncoding(value.Substring(space + 1), out _, out _, out _);
        }

        /// <summary>True for a payload type, or where allowed "*", a space and anything.</summary>
        public static bool IsOfPayloadType(string value, bool mayBeAll)
        {
            int space = value.IndexOf(' ');
            if (space <= 0) return false;
            string format = value.Substring(0, space);
            return (mayBeAll && format == "*") || TryParsePayloadType(format, out _);
        }

        private static bool TryParsePayloadType(string digits, out PayloadType payloadType)
        {
            payloadType = default;
            if (!byte.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out byte number)) return false;
            if (number > 127) return false;
            payloadType = new PayloadType(number);
            return true;
        }

        private static bool TryParseEncoding(string encoding, out string name, out int clockRate, out int channels)
        {
            string[] fields = encoding.Split('/');
            name = fields[0];
            clockRate = 0;
            channels = 1;
            return name.Length > 0 && fields.Length >= 2 && fields.Length <= 3 &&
                TryParsePositive(fields[1], out clockRate) &&
                (fields.Length == 2 || TryParsePositive(fields[2], out channels));
        }

        private static bool TryParsePositive(string digits, out int number) =>
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;

        /// <summary>The types of RFC 3551 table 4 that the SFU's codecs can have without an rtpmap.</summary>
        private static string? StaticEncoding(PayloadType payloadType) => payloadType.Value switch
        {
            0 => "PCMU/8000",
            8 => "PCMA/8000",
            9 => "G722/8000",
            _ => null,
        };

        /// <summary>What follows the format in the first line of that name for each.</summary>
        private static Dictionary<string, string> FirstOfEach(AttributeList attributes, string name)
        {
            var first = new Dictionary<string, string>();
            foreach (string value in attributes.FindAll(name))
            {
                int space = value.IndexOf(' ');
                if (space > 0) first.TryAdd(value.Substring(0, space), value.Substring(space + 1));
            }

            return first;
        }

        private static IReadOnlyList<string> FeedbackOf(IReadOnlyList<string> values, string format)
        {
            var types = new List<string>();
            foreach (string value in values)
            {
                if (IsOf(value, format)) types.Add(value.Substring(format.Length + 1));
                else if (IsOf(value, "*")) types.Add(value.Substring(2));
            }

            return types;
        }

        private static bool IsOf(string value, string format) =>
            value.Length > format.Length && value[format.Length] == ' ' &&
            value.StartsWith(format, System.StringComparison.Ordinal);
    }
}
