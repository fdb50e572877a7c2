#nullable enable
using System.Globalization;

namespace Earshot.Rtc.Sdp
{
    /// <summary>An RTP header extension and the number it travels under: <c>a=extmap</c> (RFC 8285 section
    /// 5).</summary>
    public readonly struct HeaderExtension
    {
        /// <summary>1 to 14 in the one-byte form, to 255 in the two-byte form; 4096 and up are offers of
        /// either.</summary>
        public readonly int Id;

        /// <summary>What it carries.</summary>
        public readonly string Uri;

        public HeaderExtension(int id, string uri)
        {
            Id = id;
            Uri = uri;
        }

        /// <summary>Reads what follows "extmap:". A direction behind the number and attributes behind the URI are
        /// passed over.</summary>
        public static bool TryParse(string value, out HeaderExtension extension)
        {
            extension = default;
            string[] fields = value.Split(' ', 3);
            if (fields.Length < 2 || fields[1].Length == 0) return false;
            string number = fields[0].Split('/')[0];
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int id)) return false;
            extension = new HeaderExtension(id, fields[1]);
            return id > 0;
        }

        /// <summary>What follows "extmap:".</summary>
        public override string ToString() => $"{Id} {Uri}";
    }
}
