#nullable enable
namespace Earshot.Rtc.Sctp
{
    /// <summary>The W3C's RTCDataChannelState.</summary>
    public enum DataChannelState
    {
        /// <summary>There is no association yet to carry it.</summary>
        Connecting,

        /// <summary>Messages flow.</summary>
        Open,

        /// <summary>Either side has closed it; what waits is being sent.</summary>
        Closing,

        /// <summary>Ended, for good.</summary>
        Closed,
    }
}
