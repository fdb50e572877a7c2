using System.Linq;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Server.Api;
using Earshot.Server.Http;
using Earshot.Server.Tokens;
using Earshot.Server.Turn;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Proxy;

/// <summary><c>/partytracks/…</c>: the API for players. The app secret stays here; a player shows a token, and gets no
/// further than it says: the sessions it made, the rights it has, the tracks of its room. In development a token may be
/// left out, as Cloudflare's partytracks in a browser does.</summary>
internal sealed class PartyTracksProxy(
    ISfuApi api,
    PlayerTokens tokens,
    SessionOwners owners,
    IceServers iceServers,
    PlayerLimits limits,
    bool isDevelopment)
{
    private const string NotYours =
        "This session was made with another player token. Use the token it was made with, or create a new session.";

    public async Task HandleAsync(HttpContext context, string path) =>
        await HttpJson.WriteAsync(context.Response, await AnswerAsync(context, path));

    private async Task<ApiReply> AnswerAsync(HttpContext context, string path)
    {
        string? bearer = HttpJson.BearerOf(context.Request);
        bool wantsIceServers = path == "generate-ice-servers";
        if (bearer == null && !isDevelopment)
        {
            // partytracks asks for them without a header. A relay is for players only.
            return wantsIceServers
                ? IceServersOf(iceServers.WithoutCredential())
                : ApiReply.Unauthorized("Send the game's player token as \"Authorization: Bearer …\".");
        }

        TokenCheck? check = bearer == null ? null : await tokens.CheckAsync(bearer);
        if (check is { Token: null }) return ApiReply.Unauthorized(check.Sentence);
        if (check?.Token is { } known && !limits.TryTake(known, makesSession: path == "sessions/new"))
            return ApiReply.TooManyOfPlayer();
        if (wantsIceServers)
            return IceServersOf(iceServers.For(check?.Token?.Player.Value ?? "anyone", IceServers.DefaultLifetime));

        (JToken? body, ApiReply? refusal) = await HttpJson.ReadAsync(context.Request);
        if (refusal != null) return refusal;
        var request = new ApiRequest(
            context.Request.Method, path, context.Request.QueryString.Value ?? "", body, context.RequestAborted);
        return await PassAsync(request, check?.Token);
    }

    private static ApiReply IceServersOf(JArray servers) => ApiReply.Ok(new JObject { ["iceServers"] = servers });

    private async Task<ApiReply> PassAsync(ApiRequest request, PlayerToken? player)
    {
        switch (request.Segments)
        {
            case ["sessions", "new"]:
                ApiReply reply = await api.SendAsync(request);
                if (NewSessionResponse.TryParse(reply.Body, out NewSessionResponse made, out _))
                    owners.Add(made.SessionId, player);
                return reply;
            case ["sessions", var id, ..]:
                if (!owners.TryFind(new SessionId(id), out PlayerToken? owner)) return ApiReply.Gone();
                if (!IsOwner(owner, player)) return ApiReply.Unauthorized(NotYours);
                return Forbid(request, player) ?? await PassAllowedAsync(request, player);
            default:
                return ApiReply.NotFound($"There is no {request.Method} {request.Path} for players.");
        }
    }

    private async Task<ApiReply> PassAllowedAsync(ApiRequest request, PlayerToken? player)
    {
        string list = request.Segments is [_, _, "datachannels", _] ? "dataChannels" : "tracks";
        var foreign = new ForeignItems(request.Body, list, session => MayPull(player, session));
        if (!foreign.Any) return await api.SendAsync(request);
        return foreign.HasRest
            ? foreign.PutBack(await api.SendAsync(request with { Body = foreign.Body }))
            : foreign.Alone();
    }

    private static bool IsOwner(PlayerToken? owner, PlayerToken? player) =>
        owner == null ? player == null : player != null && owner.IsSamePlayer(player);

    /// <summary>A refusal when the token does not allow what the request does; null when it does.</summary>
    private static ApiReply? Forbid(ApiRequest request, PlayerToken? player)
    {
        bool publishes = false, pulls = false;
        string error = "";
        JToken body = request.Body ?? new JObject();
        switch (request.Segments)
        {
            case [_, _, "tracks", "new" or "update"]
                when player != null && TracksRequest.TryParse(body, out TracksRequest tracks, out error):
                publishes = tracks.AutoDiscover || tracks.Tracks.Any(track => track.Location != TrackObject.Remote);
                pulls = tracks.Tracks.Any(track => track.Location != TrackObject.Local);
                break;
            case [_, _, "datachannels", "new" or "update"]
                when player != null && DataChannelList.TryParse(body, out DataChannelList channels, out error):
                publishes = channels.DataChannels.Any(
                    channel => channel.Location != TrackObject.Remote || channel.CanReply == true);
                pulls = channels.DataChannels.Any(channel => channel.Location != TrackObject.Local);
                break;
        }

        if (error.Length > 0) return ApiReply.Undecodable(error);
        if (publishes && !player!.MayPublish) return Forbidden("publish (its claim pub is not true)");
        return pulls && !player!.MayPull ? Forbidden("pull (its claim pull is not true)") : null;
    }

    private static ApiReply Forbidden(string what) => ApiReply.Refused(403, ApiError.Unauthorized,
        $"The player token does not allow its bearer to {what}. Ask the game's backend for one that does.");

    /// <summary>Players hear their own room. A session that nobody's token made is in none, which only development
    /// lets pass, on either side.</summary>
    private bool MayPull(PlayerToken? player, SessionId publisher)
    {
        if (!owners.TryFind(publisher, out PlayerToken? owner)) return isDevelopment;
        return owner == null || player == null ? isDevelopment : owner.Room == player.Room;
    }
}
