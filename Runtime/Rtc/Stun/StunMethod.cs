#nullable enable
namespace Earshot.Rtc.Stun
{
    /// <summary>A STUN method, 12 bits (RFC 8489 section 18.2). A value not listed here is still read.</summary>
    public enum StunMethod
    {
        /// <summary>Asks how one's address looks from the other side; ICE's connectivity checks are this.</summary>
        Binding = 0x001,
    }
}
