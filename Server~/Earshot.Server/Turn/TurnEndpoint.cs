using System;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Server.Api;
using Earshot.Server.Http;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Turn;

/// <summary><c>/v1/turn/keys/{keyId}/credentials/…</c>: Cloudflare's TURN API for whoever holds the app secret. Our one
/// key has the application's id.</summary>
internal sealed class TurnEndpoint(IceServers servers, AppSecret secret, string keyId)
{
    private const string Revoke = "/revoke";

    public async Task HandleAsync(HttpContext context, string requestedKeyId, string path) =>
        await HttpJson.WriteAsync(context.Response, await AnswerAsync(context, requestedKeyId, path));

    private async Task<ApiReply> AnswerAsync(HttpContext context, string requestedKeyId, string path)
    {
        if (requestedKeyId != keyId) return ApiReply.NotFound($"There is no TURN key \"{requestedKeyId}\" here.");
        if (!secret.IsBearerOf(context.Request)) return AppSecret.Refusal;
        (JToken? body, ApiReply? refusal) = await HttpJson.ReadAsync(context.Request);
        if (refusal != null) return refusal;
        return (context.Request.Method, path) switch
        {
            ("POST", "generate-ice-servers") => Generate(body, list => list),
            ("POST", "generate") => Generate(body, list => list.Last ?? new JObject()),
            ("POST", _) when path.EndsWith(Revoke, StringComparison.Ordinal) =>
                await RevokeAsync(path[..^Revoke.Length]),
            _ => ApiReply.NotFound($"There is no {context.Request.Method} {path} of a TURN key."),
        };
    }

    private async Task<ApiReply> RevokeAsync(string username) => await servers.RevokeAsync(username) switch
    {
        Revocation.Done => ApiReply.NoContent,
        Revocation.Unknown => ApiReply.NotFound(
            "There is no such credential: it was revoked already, has expired, or was not made here."),
        _ => ApiReply.InvalidParams("Credentials under a shared secret cannot be revoked, they expire: to revoke them, "
            + "set EARSHOT_TURN_DATABASE to coturn's user database in place of EARSHOT_TURN_SECRET."),
    };

    /// <summary>The older "generate" gave the TURN server alone, as an object.</summary>
    private ApiReply Generate(JToken? body, Func<JArray, JToken> form)
    {
        TimeSpan lifetime = IceServers.DefaultLifetime;
        if (body is JObject { Count: > 0 })
        {
            var fields = new FieldReader(body);
            lifetime = TimeSpan.FromSeconds(fields.RequiredInt("ttl"));
            if (!fields.Succeeded) return ApiReply.Undecodable(fields.Error);
        }

        if (lifetime <= TimeSpan.Zero || lifetime > IceServers.MaxLifetime)
            return ApiReply.InvalidParams($"The ttl is 1 to {IceServers.MaxLifetime.TotalSeconds} seconds.");
        string client = RandomNumberGenerator.GetHexString(16, lowercase: true);
        return ApiReply.Created(new JObject { ["iceServers"] = form(servers.For(client, lifetime)) });
    }
}
