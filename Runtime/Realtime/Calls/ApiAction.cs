#nullable enable
namespace Earshot.Realtime
{
    /// <summary>What a failure asks of whoever made the request; the SFU's codes each mean one of these.</summary>
    public enum ApiAction
    {
        /// <summary>Repeat the request a little later: the transport is not connected yet (425), or the publisher of a
        /// track does not send yet.</summary>
        Wait,

        /// <summary>Repeat the request after a growing pause: there were too many (429), or the SFU is
        /// busy.</summary>
        BackOff,

        /// <summary>Look at what the SFU holds before anything else: offer and answer met out of order (406), or nobody
        /// knows whether the request was carried out.</summary>
        Resync,

        /// <summary>Make another session: this one is gone (410; 404 behind a proxy that was restarted), or cannot be
        /// reached.</summary>
        Replace,

        /// <summary>Get a new token first (401, 403).</summary>
        Reauthorize,

        /// <summary>Nothing helps: the request itself is wrong, or there is no such thing.</summary>
        GiveUp,
    }
}
