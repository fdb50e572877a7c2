using System.Collections.Generic;
using System.Linq;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu;

/// <summary>What may be published. Nothing is transcoded: who pulls a track must have its codec. The numbers are those
/// that Chromium offers, so that a browser sees its own again; on each peer they are what its client says.</summary>
public static class CodecTable
{
    private static readonly string[] AudioFeedback = ["transport-cc"];

    private static readonly string[] VideoFeedback = ["transport-cc", "ccm fir", "nack", "nack pli"];

    /// <summary>The codecs for sound, best first.</summary>
    public static IReadOnlyList<Codec> Audio { get; } =
    [
        new(new PayloadType(111), "opus", 48_000, 2, "minptime=10;useinbandfec=1", AudioFeedback),
        new(new PayloadType(0), "PCMU", 8_000, feedback: AudioFeedback),
        new(new PayloadType(8), "PCMA", 8_000, feedback: AudioFeedback),
    ];

    /// <summary>The codecs for pictures, best first, each followed by its retransmissions.</summary>
    public static IReadOnlyList<Codec> Video { get; } = new[]
    {
        Picture(96, 97, "VP8"),
        H264(102, 103, 1, "42001f"),
        H264(104, 107, 0, "42001f"),
        H264(108, 109, 1, "42e01f"),
        H264(114, 115, 0, "42e01f"),
        H264(116, 117, 1, "4d001f"),
        H264(39, 40, 0, "4d001f"),
        H264(112, 113, 1, "64001f"),
        Picture(98, 99, "VP9", "profile-id=0"),
        Picture(100, 101, "VP9", "profile-id=2"),
        Picture(45, 46, "AV1", "level-idx=5;profile=0;tier=0"),
        Picture(49, 50, "H265", "level-id=93;profile-id=1;tier-flag=0;tx-mode=SRST"),
    }.SelectMany(pair => pair).ToArray();

    /// <summary>A codec as the table has it, followed by its retransmissions where there are some.</summary>
    public static IReadOnlyList<Codec> Only(Codec codec)
    {
        Codec entry = Audio.Concat(Video).First(own => own.IsSameEncoding(codec));
        return [entry, .. Video.Where(own => own.IsRtx && own.AssociatedPayloadType == entry.PayloadType)];
    }

    private static Codec[] H264(byte number, byte rtx, int mode, string profile) => Picture(
        number, rtx, "H264", $"level-asymmetry-allowed=1;packetization-mode={mode};profile-level-id={profile}");

    private static Codec[] Picture(byte number, byte rtx, string name, string parameters = "")
    {
        var codec = new Codec(new PayloadType(number), name, 90_000, 1, parameters, VideoFeedback);
        return [codec, Codec.Rtx(new PayloadType(rtx), codec)];
    }
}
