using Earshot.Rtc;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Tracks;

/// <summary>Who receives a published track. Called on the loop's thread.</summary>
public interface ISubscriber
{
    /// <summary>A packet came. Its payload is a window into the datagram, valid for as long as this call
    /// lasts.</summary>
    void Forward(Instant now, in PeerEvent packet);

    /// <summary>The publisher closed the track: nothing comes any more.</summary>
    void HandleClosed();
}
