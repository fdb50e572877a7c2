using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;

namespace Earshot.Sfu.Tracks;

/// <summary>Packets that come in on a media section of a session's peer.</summary>
internal sealed class SectionOrigin(Session publisher, Transceiver section) : ITrackOrigin
{
    public Mid Mid => section.Mid;

    public MediaKind Kind => section.Kind;

    public Codec? Codec => section.Codec;

    public bool IsOpen => !section.IsStopped && section.CurrentDirection.Receives();

    public bool IsSimulcast => section.ReceiveRids.Count > 0;

    public bool TryRequestKeyFrame(Instant now, Rid rid)
    {
        if (!publisher.Peer.TryRequestKeyFrame(now, Mid, rid)) return false;
        publisher.Counters.KeyFramesAsked++;
        publisher.Touch();
        return true;
    }
}
