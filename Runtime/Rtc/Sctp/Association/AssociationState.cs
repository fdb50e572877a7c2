#nullable enable
namespace Earshot.Rtc.Sctp
{
    /// <summary>Where an association stands (RFC 9260 section 4).</summary>
    public enum AssociationState
    {
        /// <summary>Not begun, or ended.</summary>
        Closed,

        /// <summary>INIT is sent.</summary>
        CookieWait,

        /// <summary>COOKIE-ECHO is sent.</summary>
        CookieEchoed,

        /// <summary>Messages flow.</summary>
        Established,

        /// <summary>This side wants to end; what it has sent must arrive first.</summary>
        ShutdownPending,

        /// <summary>SHUTDOWN is sent.</summary>
        ShutdownSent,

        /// <summary>The other side wants to end; what this side has sent must arrive first.</summary>
        ShutdownReceived,

        /// <summary>SHUTDOWN-ACK is sent.</summary>
        ShutdownAckSent,
    }
}
