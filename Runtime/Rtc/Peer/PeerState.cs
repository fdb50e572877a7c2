#nullable enable
namespace Earshot.Rtc
{
    /// <summary>The W3C's RTCPeerConnectionState, without "disconnected": consent either holds or has
    /// expired.</summary>
    public enum PeerState
    {
        /// <summary>No description has been exchanged.</summary>
        New,

        /// <summary>ICE or DTLS is at work.</summary>
        Connecting,

        /// <summary>Media can flow.</summary>
        Connected,

        /// <summary>Ended, for the reason in <see cref="Peer.CloseReason"/>. There is no way back.</summary>
        Closed,
    }
}
