#nullable enable
using System.Collections.Generic;
using System.Globalization;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sdp
{
    /// <summary>A source of a section's packets with what its <c>a=ssrc</c> lines say of it (RFC 5576 section 4.1).
    /// Chrome writes none for simulcast: those packets are told apart by their rid.</summary>
    public sealed class MediaSource
    {
        /// <summary>The source's number.</summary>
        public Ssrc Ssrc { get; }

        /// <summary>The RTCP canonical name; empty when no line gives it.</summary>
        public string Cname { get; private set; } = "";

        /// <summary>The older place for <c>a=msid</c>; null when no line gives it.</summary>
        public Msid? Msid { get; private set; }

        private MediaSource(Ssrc ssrc) => Ssrc = ssrc;

        /// <summary>Splits what follows "ssrc:" into the number and the attribute; false when either is
        /// missing.</summary>
        internal static bool TryParseLine(string value, out Ssrc ssrc, out SdpAttribute attribute)
        {
            ssrc = default;
            attribute = default;
            int space = value.IndexOf(' ');
            if (space < 0 || !TryParseNumber(value.Substring(0, space), out ssrc)) return false;
            return SdpAttribute.TryParse(value.Substring(space + 1), out attribute);
        }

        internal static bool TryParseNumber(string digits, out Ssrc ssrc)
        {
            bool isNumber = uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out uint number);
            ssrc = new Ssrc(number);
            return isNumber;
        }

        /// <summary>Joins the lines of each source, in the order of their first lines.</summary>
        internal static IReadOnlyList<MediaSource> ReadAll(AttributeList attributes)
        {
            var sources = new List<MediaSource>();
            var bySsrc = new Dictionary<Ssrc, MediaSource>();
            foreach (string line in attributes.FindAll("ssrc"))
            {
                if (!TryParseLine(line, out Ssrc ssrc, out SdpAttribute attribute)) continue;
                if (!bySsrc.TryGetValue(ssrc, out MediaSource? source))
                {
                    source = new MediaSource(ssrc);
                    bySsrc.Add(ssrc, source);
                    sources.Add(source);
                }

                if (attribute.Name == "cname") source.Cname = attribute.Value ?? "";
                if (attribute.Name == "msid") source.Msid = Sdp.Msid.Parse(attribute.Value ?? "");
            }

            return sources;
        }
    }
}
