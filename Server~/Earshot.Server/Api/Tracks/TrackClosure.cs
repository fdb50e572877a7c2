using System.Linq;
using Earshot.Realtime.Api;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;

namespace Earshot.Server.Api.Tracks;

/// <summary>PUT tracks/close. By force the media stops and no SDP changes hands; otherwise the client's offer, in which
/// the sections are stopped or inactive, is answered whatever the items say. partytracks names sections that its offer
/// leaves active (it stops only the first of several): those are answered inactive. On the SFU's thread.</summary>
internal static class TrackClosure
{
    public static ApiReply Run(Session session, Instant now, CloseTracksRequest request)
    {
        if (request.Tracks.Count == 0) return ApiReply.InvalidParams("Name at least one track to close.");
        if (!request.Force && request.SessionDescription == null)
            return ApiReply.InvalidDescription("Closing without force needs the client's offer as sessionDescription.");
        if (!request.Force && !OfferAnswer.TryTakeOffer(session, now, request.SessionDescription!, out string error))
            return ApiReply.InvalidDescription(error);

        TrackObject[] results = request.Tracks.Select(track => Close(session, track.Mid)).ToArray();
        session.Touch();
        return ApiReply.Ok(new TracksResponse
        {
            Tracks = results,
            SessionDescription = request.Force ? null : OfferAnswer.Answer(session, now),
        }.ToJson());
    }

    private static TrackObject Close(Session session, string? mid)
    {
        var result = new TrackObject { Mid = mid ?? "" };
        if (string.IsNullOrEmpty(mid)) result.Error = new ApiError(ApiError.CloseTrack, "Missing mid in track");
        else if (!session.Tracks.TryClose(new Mid(mid)))
            result.Error = new ApiError(ApiError.CloseTrack, "Track doesn't exist or was already closed");
        return result;
    }
}
