using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Server.Adapters;
using Earshot.Server.Api.DataChannels;
using Earshot.Server.Api.Tracks;
using Earshot.Sfu.Sessions;
using Earshot.Sfu.Tracks;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Earshot.Server.Api;

/// <summary>Cloudflare's Realtime API on the embedded SFU: which call is answered where, and the calls about sessions
/// themselves.</summary>
internal sealed class EmbeddedSfuApi : ISfuApi, IAsyncDisposable
{
    private readonly Sfu.Sfu _sfu;
    private readonly SessionAccess _access;
    private readonly TrackCalls _tracks;
    private readonly DataChannelCalls _channels;
    private readonly AdapterCalls _adapters;
    private readonly ILogger _log;

    public EmbeddedSfuApi(Sfu.Sfu sfu, ServerOptions options, ILogger log)
    {
        _sfu = sfu;
        _log = log;
        _access = new SessionAccess(sfu, options.ConnectWait);
        _tracks = new TrackCalls(sfu, _access, options.PullWait);
        _channels = new DataChannelCalls(sfu, _access);
        _adapters = new AdapterCalls(sfu, options);
    }

    public Task<ApiReply> SendAsync(ApiRequest request) => (request.Method, request.Segments) switch
    {
        ("POST", ["sessions", "new"]) => NewSessionAsync(request),
        (_, ["sessions", var id, ..]) => _access.CallAsync(new SessionId(id), session => SendAsync(request, session)),
        ("POST", ["adapters", "websocket", "new"]) => _adapters.NewAsync(request),
        ("POST", ["adapters", "websocket", "close"]) => _adapters.CloseAsync(request),
        _ => NotFoundAsync(request),
    };

    /// <summary>Closes what calls have left open.</summary>
    public ValueTask DisposeAsync() => _adapters.DisposeAsync();

    private Task<ApiReply> SendAsync(ApiRequest request, Session session) => (request.Method, request.Segments) switch
    {
        ("GET", [_, _]) => _access.OnceAsync(session, _ => StateOf(session)),
        ("POST", [_, _, "tracks", "new"]) => _tracks.NewAsync(session, request),
        ("PUT", [_, _, "renegotiate"]) => _tracks.RenegotiateAsync(session, request),
        ("PUT", [_, _, "tracks", "close"]) => _tracks.CloseAsync(session, request),
        ("PUT", [_, _, "tracks", "update"]) => _tracks.UpdateAsync(session, request),
        ("POST", [_, _, "datachannels", "establish"]) => _channels.EstablishAsync(session, request),
        ("POST", [_, _, "datachannels", "new"]) => _channels.NewAsync(session, request),
        ("PUT", [_, _, "datachannels", "update"]) => _channels.UpdateAsync(session, request),
        ("PUT", [_, _, "datachannels", "close"]) => _channels.CloseAsync(session, request),
        _ => NotFoundAsync(request),
    };

    private static Task<ApiReply> NotFoundAsync(ApiRequest request) =>
        Task.FromResult(ApiReply.NotFound($"There is no {request.Method} {request.Path}."));

    private async Task<ApiReply> NewSessionAsync(ApiRequest request)
    {
        var body = new SessionDescriptionRequest();
        if (request.Body != null && !SessionDescriptionRequest.TryParse(request.Body, out body, out string error))
            return ApiReply.Undecodable(error);
        Dictionary<string, StringValues> query = QueryHelpers.ParseQuery(request.Query);
        bool isThirdParty = query.TryGetValue("thirdparty", out StringValues flag) && flag == "true";
        ApiReply reply = await _sfu.RunAsync(now =>
        {
            Session? session = _sfu.TryCreate(now, isThirdParty);
            if (session == null)
                return ApiReply.Refused(503, ApiError.TemporarilyUnavailable, "The server takes no more sessions now.");
            if (body.SessionDescription is not { } offer) return Created(session, null);
            if (OfferAnswer.TryTakeOffer(session, now, offer, out string refusal))
                return Created(session, OfferAnswer.Answer(session, now));
            session.End(now);
            return ApiReply.InvalidDescription(refusal);
        });
        if (query.TryGetValue("correlationId", out StringValues label))
            _log.LogInformation("Session {SessionId} is {CorrelationId}", (string?)reply.Body["sessionId"], $"{label}");
        return reply;
    }

    private static ApiReply Created(Session session, SessionDescriptionBody? answer) =>
        ApiReply.Created(new NewSessionResponse { SessionId = session.Id, SessionDescription = answer }.ToJson());

    private static ApiReply StateOf(Session session)
    {
        var tracks = session.Tracks.All.Select(track => new TrackObject
        {
            Location = track is PublishedTrack ? TrackObject.Local : TrackObject.Remote,
            Mid = track.Mid.Value,
            SessionId = track is PublishedTrack ? default : track.PublisherId,
            TrackName = track.Name,
            Status = track.IsActive ? "active" : "inactive",
        });
        var channels = session.Channels.Channels.Select(channel =>
        {
            DataChannelObject item = DataChannelCalls.Describe(channel);
            item.Status = session.Channels.StatusOf(channel);
            return item;
        });
        var state = new SessionStateResponse { Tracks = tracks.ToArray(), DataChannels = channels.ToArray() };
        return ApiReply.Ok(state.ToJson());
    }
}
