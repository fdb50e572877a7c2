#nullable enable

namespace Earshot.Rtc.Sdp
{
    /// <summary>Which MediaStream and track a section's media belongs to: <c>a=msid</c> (RFC 8830). Cloudflare gives
    /// every pulled track a stream of its own.</summary>
    public readonly struct Msid
    {
        /// <summary>The stream's id; "-" for none.</summary>
        public readonly string Stream;

        /// <summary>The track's id; empty where the line names only a stream.</summary>
        public readonly string Track;

        public Msid(string stream, string track)
        {
            Stream = stream;
            Track = track;
        }

        /// <summary>Reads what follows "msid:"; anything is one.</summary>
        public static Msid Parse(string value)
        {
            int space = value.IndexOf(' ');
            return space < 0 ? new Msid(value, "") : new Msid(value.Substring(0, space), value.Substring(space + 1));
        }

        /// <summary>What follows "msid:".</summary>
        public override string ToString() => string.IsNullOrEmpty(Track) ? Stream ?? "" : $"{Stream} {Track}";
    }
}
