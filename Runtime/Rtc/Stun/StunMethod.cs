#nullable enable
namespace Earshot.Rtc.Stun
{
    /// <summary>A STUN method, 12 bits (RFC 8489 section 18.2, RFC 8656 section 17). A value not listed here is still
    /// read.</summary>
    public enum StunMethod
    {
        /// <summary>Asks how one's address looks from the other side; ICE's connectivity checks are this.</summary>
        Binding = 0x001,

        /// <summary>TURN: asks for a relayed address.</summary>
        Allocate = 0x003,

        /// <summary>TURN: prolongs an allocation, or ends it.</summary>
        Refresh = 0x004,

        /// <summary>TURN: an indication that carries data to a peer.</summary>
        Send = 0x006,

        /// <summary>TURN: an indication that carries data from a peer.</summary>
        Data = 0x007,

        /// <summary>TURN: lets a peer's address send to us.</summary>
        CreatePermission = 0x008,

        /// <summary>TURN: gives a peer a channel number, which costs 4 bytes a packet instead of 36.</summary>
        ChannelBind = 0x009,
    }
}
