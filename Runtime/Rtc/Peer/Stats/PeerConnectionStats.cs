#nullable enable
using Earshot.Rtc.Sctp;

namespace Earshot.Rtc
{
    /// <summary>The connection as a whole, by the W3C's names
    /// (https://www.w3.org/TR/webrtc-stats/#pcstats-dict*).</summary>
    public readonly struct PeerConnectionStats
    {
        /// <summary>Data channels that have ever opened.</summary>
        public readonly long DataChannelsOpened;

        /// <summary>Those of them that are closed again.</summary>
        public readonly long DataChannelsClosed;

        internal PeerConnectionStats(DataChannelSession data)
        {
            DataChannelsOpened = data.ChannelsOpened;
            DataChannelsClosed = data.ChannelsClosed;
        }
    }
}
