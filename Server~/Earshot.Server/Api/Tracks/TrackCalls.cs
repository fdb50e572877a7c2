using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Sfu.Sessions;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Api.Tracks;

/// <summary>The calls about media: what takes several steps stands here. What a change does runs in one step on the
/// SFU's thread and stands in a class each.</summary>
internal sealed class TrackCalls(Sfu.Sfu sfu, SessionAccess access, TimeSpan pullWait)
{
    public async Task<ApiReply> NewAsync(Session session, ApiRequest request)
    {
        if (!TracksRequest.TryParse(request.Body ?? new JObject(), out TracksRequest body, out string error))
            return ApiReply.Undecodable(error);
        if (body.Tracks.Count > TracksRequest.MaxTracks)
            return ApiReply.InvalidParams($"At most {TracksRequest.MaxTracks} tracks fit in one request.");
        bool isPull = body.Tracks.Count > 0 && body.Tracks[0].Location == TrackObject.Remote;
        string location = isPull ? TrackObject.Remote : TrackObject.Local;
        if (body.Tracks.Any(track => track.Location != location))
            return ApiReply.InvalidParams("All tracks of a request are \"local\", or all are \"remote\".");
        return await access.ChangeAsync(session, async () =>
        {
            if (!await access.IsReadyAsync(session, request.Aborted)) return ApiReply.NotConnected();
            if (isPull) await FirstPacketsAsync(body, request.Aborted);
            request.Aborted.ThrowIfCancellationRequested();
            return await access.OnceAsync(session, now =>
            {
                if (session.IsWornOut) return ApiReply.WornOut();
                return isPull
                    ? new TrackPull(sfu, session, now).Run(body)
                    : new TrackPublication(session, now).Run(body);
            });
        });
    }

    public async Task<ApiReply> RenegotiateAsync(Session session, ApiRequest request)
    {
        if (!SessionDescriptionRequest.TryParse(request.Body ?? new JObject(), out var body, out string error))
            return ApiReply.Undecodable(error);
        return await access.ChangeOnceAsync(session, now =>
            OfferAnswer.TryTakeAnswer(session, now, body.SessionDescription, out string refusal)
                ? ApiReply.Ok([])
                : ApiReply.InvalidDescription(refusal));
    }

    public async Task<ApiReply> CloseAsync(Session session, ApiRequest request) =>
        CloseTracksRequest.TryParse(request.Body ?? new JObject(), out CloseTracksRequest body, out string error)
            ? await access.ChangeOnceAsync(session, now => TrackClosure.Run(session, now, body))
            : ApiReply.Undecodable(error);

    /// <summary>partytracks sends this one whenever it likes, also during other changes: it does not queue.</summary>
    public async Task<ApiReply> UpdateAsync(Session session, ApiRequest request) =>
        TracksRequest.TryParse(request.Body ?? new JObject(), out TracksRequest body, out string error)
            ? await access.OnceAsync(session, now => TrackUpdate.Run(sfu, session, now, body))
            : ApiReply.Undecodable(error);

    /// <summary>A pull may come before the publisher's first packet has: it gets a moment.</summary>
    private async Task FirstPacketsAsync(TracksRequest body, CancellationToken aborted)
    {
        Task ready = await sfu.RunAsync(_ => Task.WhenAll(
            from track in body.Tracks
            let published = sfu.Find(track.SessionId)?.Tracks.FindPublished(track.TrackName)
            where published != null
            select published.FirstPacket));
        await SessionAccess.WaitAsync(ready, pullWait, aborted);
    }
}
