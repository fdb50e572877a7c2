using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Tracks;

/// <summary>Where a published track's packets come from. Owner: the loop's thread.</summary>
internal interface ITrackOrigin
{
    /// <summary>The section of the publishing session.</summary>
    Mid Mid { get; }

    /// <summary>Audio or video.</summary>
    MediaKind Kind { get; }

    /// <summary>What the packets are encoded with; null before it is agreed.</summary>
    Codec? Codec { get; }

    /// <summary>True when packets may come.</summary>
    bool IsOpen { get; }

    /// <summary>True when several layers may come.</summary>
    bool IsSimulcast { get; }

    /// <summary>Asks for a key frame of a layer; false when there is no one to ask yet.</summary>
    bool TryRequestKeyFrame(Instant now, Rid rid);
}
