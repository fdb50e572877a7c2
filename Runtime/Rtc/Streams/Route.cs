#nullable enable
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>Where a packet belongs, as far as it may be believed before it is authenticated. Valid until the
    /// router's next call.</summary>
    public readonly struct Route
    {
        /// <summary>The packet's stream; one that <see cref="StreamRouter.Commit"/> adds if it is new.</summary>
        public readonly ReceiveStream Stream;

        internal readonly StreamRouter.Section Section;

        internal Route(ReceiveStream stream, StreamRouter.Section section)
        {
            Stream = stream;
            Section = section;
        }

        /// <summary>The packet's media section.</summary>
        public Mid Mid => Section.Mid;
    }
}
