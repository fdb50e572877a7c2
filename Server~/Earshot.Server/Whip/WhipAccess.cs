using System;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rooms.Api;
using Earshot.Server.Api;
using Earshot.Server.Http;
using Earshot.Server.Proxy;
using Earshot.Server.Tokens;
using Microsoft.AspNetCore.Http;

namespace Earshot.Server.Whip;

/// <summary>Who may publish, watch and end by WHIP and WHEP: the bearer of a player token that says so. In development
/// whoever has none is the player of the address.</summary>
internal sealed class WhipAccess(PlayerTokens tokens, PlayerLimits limits, bool isDevelopment)
{
    /// <summary>Finds who wants a session; or else says why there is none.</summary>
    public async Task<(PlayerToken? Caller, ApiReply? Refusal)> AdmitAsync(
        HttpContext context, bool publishes, string room, string player)
    {
        (PlayerToken? caller, ApiReply? refusal) = await CallerAsync(context);
        if (refusal != null) return (null, refusal);
        if (caller == null && (!Names.IsRoom(room) || !Names.IsPlayer(player)))
            return (null, ApiReply.InvalidParams("The name of the room or of the player does not fit."));
        caller ??= new PlayerToken(new PlayerId(player), player, room, true, true, DateTimeOffset.MaxValue);
        refusal = Forbid(caller, publishes, room, player);
        if (refusal == null && !limits.TryTake(caller, makesSession: true)) refusal = ApiReply.TooManyOfPlayer();
        return (caller, refusal);
    }

    /// <summary>Null when the session is the caller's; or else what it is told.</summary>
    public async Task<ApiReply?> CheckAsync(HttpContext context, WhipSession? session)
    {
        (PlayerToken? caller, ApiReply? refusal) = await CallerAsync(context);
        if (refusal != null) return refusal;
        if (session == null) return ApiReply.NotFound("There is no such session, or it has ended.");
        return caller == null || caller.IsSamePlayer(session.Owner)
            ? null
            : ApiReply.Refused(403, ApiError.Unauthorized, "This session was made with another player's token.");
    }

    /// <summary>Nobody, where nobody need be anybody.</summary>
    private async Task<(PlayerToken? Caller, ApiReply? Refusal)> CallerAsync(HttpContext context)
    {
        string? bearer = HttpJson.BearerOf(context.Request);
        if (bearer == null && isDevelopment) return (null, null);
        TokenCheck? check = bearer == null ? null : await tokens.CheckAsync(bearer);
        if (check?.Token != null) return (check.Token, null);
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return (null, ApiReply.Unauthorized(
            check?.Sentence ?? "Send the game's player token as \"Authorization: Bearer …\"."));
    }

    private static ApiReply? Forbid(PlayerToken caller, bool publishes, string room, string player)
    {
        if (caller.Room != room) return Forbidden("The player token is for another room.");
        if (publishes && !(caller.MayPublish && caller.Player.Value == player))
            return Forbidden("The player token does not allow to publish as that player.");
        return publishes || caller.MayPull
            ? null
            : Forbidden("The player token does not allow to pull (its claim pull is not true).");
    }

    private static ApiReply Forbidden(string sentence) => ApiReply.Refused(403, ApiError.Unauthorized, sentence);
}
