#nullable enable
namespace Earshot.Rtc.Sctp
{
    /// <summary>What a <see cref="DataChannelEvent"/> tells.</summary>
    public enum DataChannelEventKind
    {
        /// <summary>The channel is open; one that the other side has made appears so.</summary>
        Opened,

        /// <summary>A message has come.</summary>
        Message,

        /// <summary>It is closed, by whichever side.</summary>
        Closed,

        /// <summary>No more waits than <see cref="DataChannel.BufferedAmountLowThreshold"/>.</summary>
        BufferedAmountLow,
    }
}
