#nullable enable
namespace Earshot.Rtc.Stun
{
    /// <summary>What a STUN message is for: the two class bits of its type (RFC 8489 section 5).</summary>
    public enum StunClass
    {
        /// <summary>Wants an answer.</summary>
        Request = 0,

        /// <summary>Wants none.</summary>
        Indication = 1,

        /// <summary>The answer to a request that was granted.</summary>
        Success = 2,

        /// <summary>The answer to a request that was refused.</summary>
        Error = 3,
    }
}
