#nullable enable
using Earshot.Rtc;
using Earshot.Rtc.Wire;

namespace Earshot.Io
{
    /// <summary>Who hears what a <see cref="PeerDriver"/>'s peer tells.</summary>
    public interface IPeerSink
    {
        /// <summary>Called on one of the driver's threads, under its gate: must not block, must not throw and must not
        /// call the driver, except to send. A payload is valid during the call only, and until the first
        /// send.</summary>
        void OnEvent(Instant now, in PeerEvent happened);
    }
}
