using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Tracks;

/// <summary>Packets that the server itself makes, of sound that came by other ways than WebRTC.</summary>
internal sealed class FedOrigin(Codec codec) : ITrackOrigin
{
    public Mid Mid { get; } = new("0");

    public MediaKind Kind => MediaKind.Audio;

    public Codec Codec => codec;

    public bool IsOpen => true;

    public bool IsSimulcast => false;

    public bool TryRequestKeyFrame(Instant now, Rid rid) => true;
}
