#nullable enable
namespace Earshot.Rtc.Stun
{
    /// <summary>The error codes this stack sends or acts upon (RFC 8489 section 14.8, RFC 8445 section 20.3).</summary>
    public enum StunErrorCode
    {
        /// <summary>The request has an attribute that must be understood and is not.</summary>
        UnknownAttribute = 420,

        /// <summary>Both agents claim the same ICE role; the sender of the request is to change its own.</summary>
        RoleConflict = 487,
    }
}
