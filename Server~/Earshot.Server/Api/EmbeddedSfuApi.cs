using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Api;

/// <summary>Cloudflare's Realtime API on the embedded SFU. Here stands what takes several steps: finding the session,
/// keeping its changes apart, waiting. What a change does runs in one step on the SFU's thread and stands in a class
/// each.</summary>
internal sealed class EmbeddedSfuApi : ISfuApi
{
    private readonly Sfu.Sfu _sfu;
    private readonly TimeSpan _connectWait;
    private readonly TimeSpan _pullWait;

    public EmbeddedSfuApi(Sfu.Sfu sfu, TimeSpan connectWait, TimeSpan pullWait)
    {
        _sfu = sfu;
        _connectWait = connectWait;
        _pullWait = pullWait;
    }

    public Task<ApiReply> SendAsync(ApiRequest request) => (request.Method, request.Segments) switch
    {
        ("POST", ["sessions", "new"]) => NewSessionAsync(request),
        ("GET", ["sessions", var id]) => GetSessionAsync(new SessionId(id)),
        ("POST", ["sessions", var id, "tracks", "new"]) => NewTracksAsync(new SessionId(id), request),
        ("PUT", ["sessions", var id, "renegotiate"]) => RenegotiateAsync(new SessionId(id), request),
        ("PUT", ["sessions", var id, "tracks", "close"]) => CloseTracksAsync(new SessionId(id), request),
        ("PUT", ["sessions", var id, "tracks", "update"]) => UpdateTracksAsync(new SessionId(id), request),
        (_, ["sessions", _, "datachannels", _]) or (_, ["adapters", "websocket", _]) => Task.FromResult(
            ApiReply.InvalidParams($"This server does not support {request.Path} yet.")),
        _ => Task.FromResult(ApiReply.NotFound($"There is no {request.Method} {request.Path}.")),
    };

    private async Task<ApiReply> NewSessionAsync(ApiRequest request)
    {
        var body = new SessionDescriptionRequest();
        if (request.Body != null && !SessionDescriptionRequest.TryParse(request.Body, out body, out string error))
            return ApiReply.Undecodable(error);
        return await _sfu.RunAsync(now =>
        {
            Session? session = _sfu.TryCreate(now);
            if (session == null)
                return ApiReply.Refused(503, ApiError.TemporarilyUnavailable, "The server takes no more sessions now.");
            if (body.SessionDescription is not { } offer) return Created(session, null);
            if (OfferAnswer.TryTakeOffer(session, now, offer, out string refusal))
                return Created(session, OfferAnswer.Answer(session, now));
            session.End(now);
            return ApiReply.InvalidDescription(refusal);
        });
    }

    private static ApiReply Created(Session session, SessionDescriptionBody? answer) =>
        ApiReply.Created(new NewSessionResponse { SessionId = session.Id, SessionDescription = answer }.ToJson());

    private Task<ApiReply> GetSessionAsync(SessionId id) => _sfu.RunAsync(_ =>
    {
        if (_sfu.Find(id) is not { } session) return ApiReply.Gone();
        var tracks = session.Tracks.Select(track => new TrackObject
        {
            Location = track is PublishedTrack ? TrackObject.Local : TrackObject.Remote,
            Mid = track.Mid.Value,
            SessionId = track is PublishedTrack ? default : track.PublisherId,
            TrackName = track.Name,
            Status = track.IsActive ? "active" : "inactive",
        });
        return ApiReply.Ok(new SessionStateResponse { Tracks = tracks.ToArray() }.ToJson());
    });

    private async Task<ApiReply> NewTracksAsync(SessionId id, ApiRequest request)
    {
        if (!TracksRequest.TryParse(request.Body ?? new JObject(), out TracksRequest body, out string error))
            return ApiReply.Undecodable(error);
        if (body.Tracks.Count > TracksRequest.MaxTracks)
            return ApiReply.InvalidParams($"At most {TracksRequest.MaxTracks} tracks fit in one request.");
        bool isPull = body.Tracks.Count > 0 && body.Tracks[0].Location == TrackObject.Remote;
        string location = isPull ? TrackObject.Remote : TrackObject.Local;
        if (body.Tracks.Any(track => track.Location != location))
            return ApiReply.InvalidParams("All tracks of a request are \"local\", or all are \"remote\".");
        return await ChangeAsync(id, async session =>
        {
            if (!await IsReadyAsync(session, request.Aborted)) return ApiReply.NotConnected();
            if (isPull) await FirstPacketsAsync(body, request.Aborted);
            request.Aborted.ThrowIfCancellationRequested();
            return await OnceAsync(session, now => isPull
                ? new TrackPull(_sfu, session, now).Run(body)
                : TrackPublication.Run(session, now, body));
        });
    }

    private async Task<ApiReply> RenegotiateAsync(SessionId id, ApiRequest request)
    {
        if (!SessionDescriptionRequest.TryParse(request.Body ?? new JObject(), out var body, out string error))
            return ApiReply.Undecodable(error);
        return await ChangeAsync(id, session => OnceAsync(session, now =>
            OfferAnswer.TryTakeAnswer(session, now, body.SessionDescription, out string refusal)
                ? ApiReply.Ok([])
                : ApiReply.InvalidDescription(refusal)));
    }

    private async Task<ApiReply> CloseTracksAsync(SessionId id, ApiRequest request)
    {
        if (!CloseTracksRequest.TryParse(request.Body ?? new JObject(), out CloseTracksRequest body, out string error))
            return ApiReply.Undecodable(error);
        return await ChangeAsync(id, session => OnceAsync(session, now => TrackClosure.Run(session, now, body)));
    }

    /// <summary>partytracks sends this one whenever it likes, also during other changes: it does not queue.</summary>
    private async Task<ApiReply> UpdateTracksAsync(SessionId id, ApiRequest request)
    {
        if (!TracksRequest.TryParse(request.Body ?? new JObject(), out TracksRequest body, out string error))
            return ApiReply.Undecodable(error);
        return await _sfu.RunAsync(now => _sfu.Find(id) is { } session
            ? TrackUpdate.Run(_sfu, session, now, body)
            : ApiReply.Gone());
    }

    /// <summary>Runs a change of a session alone: one that overlaps it is refused.</summary>
    private async Task<ApiReply> ChangeAsync(SessionId id, Func<Session, Task<ApiReply>> change)
    {
        Session? session = await _sfu.RunAsync(_ => _sfu.Find(id));
        if (session == null) return ApiReply.Gone();
        if (!session.TryBegin())
        {
            return ApiReply.InvalidDescription(
                "Another change of this session is under way. Please wait for its response before the next one.");
        }

        try
        {
            return await change(session);
        }
        finally
        {
            session.Finish();
        }
    }

    private Task<ApiReply> OnceAsync(Session session, Func<Instant, ApiReply> step) =>
        _sfu.RunAsync(now => session.IsEnded ? ApiReply.Gone() : step(now));

    /// <summary>A session that nothing has negotiated is ready; one that connects is waited for.</summary>
    private async Task<bool> IsReadyAsync(Session session, CancellationToken aborted)
    {
        Task ready = await _sfu.RunAsync(_ =>
            session.IsEnded || session.Peer.State == PeerState.New ? Task.CompletedTask : session.Connected);
        await WaitAsync(ready, _connectWait, aborted);
        return ready.IsCompleted;
    }

    /// <summary>A pull may come before the publisher's first packet has: it gets a moment.</summary>
    private async Task FirstPacketsAsync(TracksRequest body, CancellationToken aborted)
    {
        Task ready = await _sfu.RunAsync(_ => Task.WhenAll(
            from track in body.Tracks
            let published = _sfu.Find(track.SessionId)?.FindPublished(track.TrackName)
            where published != null
            select published.FirstPacket));
        await WaitAsync(ready, _pullWait, aborted);
    }

    private static async Task WaitAsync(Task task, TimeSpan atMost, CancellationToken aborted) =>
        await task.WaitAsync(atMost, aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
