#nullable enable
namespace Earshot.Rtc.Sdp
{
    /// <summary>What a media section carries: the first word of its m= line.</summary>
    public enum MediaKind
    {
        /// <summary><c>m=audio</c></summary>
        Audio,

        /// <summary><c>m=video</c></summary>
        Video,

        /// <summary><c>m=application</c>: an SCTP association (RFC 8841).</summary>
        Application,

        /// <summary>Any other word; the section is kept and refused.</summary>
        Unknown,
    }
}
