#nullable enable
namespace Earshot.Rtc.Stun
{
    /// <summary>The error codes this stack sends or acts upon (RFC 8489 section 14.8, RFC 8445 section 20.3,
    /// RFC 8656 section 19).</summary>
    public enum StunErrorCode
    {
        /// <summary>Ask the server in ALTERNATE-SERVER.</summary>
        TryAlternate = 300,

        /// <summary>Sign the request with the realm and nonce given here; or the credentials are wrong.</summary>
        Unauthenticated = 401,

        /// <summary>The server relays nothing to that peer.</summary>
        Forbidden = 403,

        /// <summary>The request has an attribute that must be understood and is not.</summary>
        UnknownAttribute = 420,

        /// <summary>There is an allocation already, or none any more.</summary>
        AllocationMismatch = 437,

        /// <summary>Sign the request again, with the nonce given here.</summary>
        StaleNonce = 438,

        /// <summary>The allocation was made with another username.</summary>
        WrongCredentials = 441,

        /// <summary>This user has as many allocations as it may have.</summary>
        AllocationQuotaReached = 486,

        /// <summary>Both agents claim the same ICE role; the sender of the request is to change its own.</summary>
        RoleConflict = 487,

        /// <summary>The server has nothing left to give.</summary>
        InsufficientCapacity = 508,
    }
}
