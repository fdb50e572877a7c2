using System.Linq;
using Earshot.Realtime.Api;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;
using Earshot.Sfu.Tracks;

namespace Earshot.Server.Api.Tracks;

/// <summary>PUT tracks/update: another layer of a simulcast, or another remote track, on a section that receives
/// already, without SDP. On the SFU's thread.</summary>
internal static class TrackUpdate
{
    public static ApiReply Run(Sfu.Sfu sfu, Session session, Instant now, TracksRequest request) =>
        ApiReply.Ok(new TracksResponse
        {
            Tracks = request.Tracks.Select(wanted => new TrackObject
            {
                SessionId = wanted.SessionId,
                TrackName = wanted.TrackName,
                Mid = wanted.Mid ?? "",
                Simulcast = wanted.Simulcast,
                Error = Update(sfu, session, now, wanted),
            }).ToArray(),
        }.ToJson());

    private static ApiError? Update(Sfu.Sfu sfu, Session session, Instant now, TrackObject wanted)
    {
        PulledTrack? pulled =
            Sections.Find(session, wanted.Mid) is { } section ? session.Tracks.FindPulled(section.Mid) : null;
        if (pulled == null)
            return Refused($"The session receives no track on \"{wanted.Mid}\".");
        bool isSame = pulled.PublisherId == wanted.SessionId && pulled.Name == wanted.TrackName;
        if (isSame && (wanted.Simulcast == null || !pulled.Source.IsSimulcast || pulled.Source.Layers.Count == 0))
            return Refused("The track is not configured for simulcast, no updates applicable.");
        if (!isSame && Switch(sfu, pulled, wanted) is { } error) return error;
        if (wanted.Simulcast != null) pulled.Prefer(new LayerPolicy(wanted.Simulcast));
        session.Touch();
        return null;
    }

    private static ApiError? Switch(Sfu.Sfu sfu, PulledTrack pulled, TrackObject wanted)
    {
        PublishedTrack? source = TrackPull.Find(sfu, wanted, out ApiError? error);
        if (source == null) return error;
        if (!pulled.Fits(source)) return Refused("The section was negotiated for another kind or codec.");
        pulled.SwitchTo(source);
        return null;
    }

    private static ApiError Refused(string sentence) => new(ApiError.UpdateTrack, sentence);
}
