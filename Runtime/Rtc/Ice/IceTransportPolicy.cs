#nullable enable
namespace Earshot.Rtc.Ice
{
    /// <summary>Which candidates may be used: the W3C's RTCIceTransportPolicy.</summary>
    public enum IceTransportPolicy
    {
        /// <summary>All there are.</summary>
        All,

        /// <summary>Relayed ones only: nobody learns our addresses but the TURN server.</summary>
        Relay,
    }
}
