using System;
using Earshot.Rooms.Api;
using Earshot.Server.Api;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Tokens;

/// <summary>POST /tokens, in development only: a token for whoever asks.</summary>
internal sealed class TokenEndpoint(PlayerTokens tokens, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public ApiReply Mint(JToken? body)
    {
        if (!TokenRequest.TryParse(body ?? new JObject(), out TokenRequest request, out string error))
            return ApiReply.Undecodable(error);
        if (!Names.IsRoom(request.Room))
            return ApiReply.InvalidParams($"A room's name is 1 to {Names.MaxLength} letters, digits and - _ . ~.");
        PlayerId player = request.PlayerId.IsGiven ? request.PlayerId : new PlayerId($"player-{Guid.NewGuid():N}");
        string name = request.Name.Length > 0 ? request.Name : player.Value;
        if (!Names.IsPlayer(player.Value) || !Names.IsPlayer(name))
            return ApiReply.InvalidParams($"A player's id and name are 1 to {Names.MaxLength} characters.");

        DateTimeOffset now = clock.GetUtcNow();
        var token = new PlayerToken(player, name, request.Room, MayPublish: true, MayPull: true, now + Lifetime);
        var response = new TokenResponse(
            tokens.Mint(token, now), token.Room, player, token.ExpiresAt.ToUnixTimeSeconds());
        return ApiReply.Ok(response.ToJson());
    }
}
