#nullable enable
namespace Earshot.Rtc.Ice
{
    /// <summary>Who chooses the pair (RFC 8445 section 6.1.1).</summary>
    public enum IceRole
    {
        /// <summary>Nominates. The offerer, or whoever faces an ICE-lite agent.</summary>
        Controlling,

        /// <summary>Follows the nomination. A lite agent always does.</summary>
        Controlled,
    }
}
