#nullable enable
namespace Earshot.Rtc
{
    /// <summary>The W3C's RTCSignalingState (RFC 8829 section 3.5.1).</summary>
    public enum SignalingState
    {
        /// <summary>No exchange is under way.</summary>
        Stable,

        /// <summary>Our offer waits for its answer.</summary>
        HaveLocalOffer,

        /// <summary>Their offer waits for our answer.</summary>
        HaveRemoteOffer,
    }
}
