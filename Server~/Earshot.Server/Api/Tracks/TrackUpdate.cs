using System.Linq;
using Earshot.Realtime.Api;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;

namespace Earshot.Server.Api.Tracks;

/// <summary>PUT tracks/update: another remote track on a section that receives already, without SDP. The other use, a
/// simulcast layer, finds nothing to do here. On the SFU's thread.</summary>
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
                Error = Update(sfu, session, now, wanted),
            }).ToArray(),
        }.ToJson());

    private static ApiError? Update(Sfu.Sfu sfu, Session session, Instant now, TrackObject wanted)
    {
        PulledTrack? pulled = string.IsNullOrEmpty(wanted.Mid) ? null : session.FindPulled(new Mid(wanted.Mid));
        if (pulled == null)
            return Refused($"The session receives no track on \"{wanted.Mid}\".");
        if (pulled.PublisherId == wanted.SessionId && pulled.Name == wanted.TrackName)
            return Refused("The track is not configured for simulcast, no updates applicable.");
        PublishedTrack? source = TrackPull.Find(sfu, wanted, out ApiError? error);
        if (source == null) return error;
        if (source.Kind != pulled.Source.Kind || !source.Codec!.IsSameEncoding(pulled.Source.Codec!))
            return Refused("The section was negotiated for another kind or codec.");
        pulled.SwitchTo(source);
        session.Touch();
        return null;
    }

    private static ApiError Refused(string sentence) => new(ApiError.UpdateTrack, sentence);
}
