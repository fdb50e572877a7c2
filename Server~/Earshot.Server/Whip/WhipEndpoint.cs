using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rooms.Api;
using Earshot.Server.Api;
using Earshot.Server.Http;
using Earshot.Server.Tokens;
using Earshot.Server.Turn;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Whip;

/// <summary><c>/whip/{room}/{player}</c> and <c>/whep/{room}/{player}</c>: publishing as a player and watching one,
/// with nothing but HTTP and SDP (RFC 9725, https://www.rfc-editor.org/rfc/rfc9725; WHEP is
/// https://datatracker.ietf.org/doc/html/draft-ietf-wish-whep). Trickled candidates are taken and not needed: the SFU
/// learns where a client is from its checks. ICE restarts are refused (422), as the RFC allows.</summary>
internal sealed class WhipEndpoint(
    WhipExchange exchange, WhipSessions sessions, WhipAccess access, IceServers iceServers)
{
    /// <summary>What pages of other origins may read of our answers.</summary>
    public static readonly string[] ExposedHeaders = ["Location", "ETag", "Link", "Accept-Post", "Accept-Patch"];

    private const string Sdp = "application/sdp";
    private const string SdpFragment = "application/trickle-ice-sdpfrag";

    /// <summary>Answers at the address where sessions are made.</summary>
    public Task HandleAsync(HttpContext context, bool publishes, string room, string player)
    {
        switch (context.Request.Method)
        {
            case "OPTIONS":
                return SayAsync(context.Response, "Accept-Post", Sdp);
            case "POST":
                return CreateAsync(context, publishes, room, player);
            default:
                return RefuseMethodAsync(context.Response, "OPTIONS, POST");
        }
    }

    /// <summary>Answers at the address of one session.</summary>
    public async Task HandleSessionAsync(HttpContext context, string id)
    {
        WhipSession? session = sessions.Find(id);
        switch (context.Request.Method)
        {
            case "OPTIONS":
                await SayAsync(context.Response, "Accept-Patch", SdpFragment);
                break;
            case "PATCH":
                await HttpJson.WriteAsync(context.Response,
                    await access.CheckAsync(context, session) ?? await PatchAsync(context, session!));
                break;
            case "DELETE":
                ApiReply? refusal = await access.CheckAsync(context, session);
                if (refusal == null) await sessions.EndAsync(session!.Id);
                await HttpJson.WriteAsync(context.Response, refusal ?? ApiReply.Ok([]));
                break;
            default:
                await RefuseMethodAsync(context.Response, "OPTIONS, PATCH, DELETE");
                break;
        }
    }

    private async Task CreateAsync(HttpContext context, bool publishes, string room, string player)
    {
        (PlayerToken? caller, ApiReply? refusal) = await access.AdmitAsync(context, publishes, room, player);
        string? offer = refusal == null ? await ReadAsync(context.Request) : null;
        if (refusal == null && offer == null) refusal = TooBig();
        bool isTyped = IsOf(context.Request, Sdp) || (!publishes && offer?.Length == 0);
        if (refusal == null && !isTyped)
            refusal = ApiReply.Refused(415, ApiError.InvalidParams, $"Send the offer as Content-Type: {Sdp}.");
        if (refusal != null)
        {
            await HttpJson.WriteAsync(context.Response, refusal);
            return;
        }

        var request = new WhipRequest(room, player, caller!, offer!, context.RequestAborted);
        string address = context.Request.Path.Value!.TrimEnd('/');
        (ApiReply reply, WhipSession? session) = publishes
            ? await exchange.PublishAsync(request, address)
            : await exchange.PlayAsync(request, address);
        if (session == null) await HttpJson.WriteAsync(context.Response, reply);
        else await SayCreatedAsync(context.Response, session, (string)reply.Body["sessionDescription"]!["sdp"]!);
    }

    private async Task SayCreatedAsync(HttpResponse response, WhipSession session, string sdp)
    {
        response.StatusCode = StatusCodes.Status201Created;
        response.ContentType = Sdp;
        response.Headers.Location = session.Address;
        response.Headers.ETag = session.ETag;
        response.Headers["Accept-Patch"] = SdpFragment;
        response.Headers.Link = new StringValues(LinksFor(session.Owner.Player).ToArray());
        await response.WriteAsync(sdp);
    }

    /// <summary>RFC 9725 section 4.6: a link for each url.</summary>
    private IEnumerable<string> LinksFor(PlayerId player)
    {
        foreach (JToken server in iceServers.For(player.Value, IceServers.DefaultLifetime))
        {
            string credential = server["username"] == null
                ? ""
                : $"; username=\"{server["username"]}\"; credential=\"{server["credential"]}\""
                    + "; credential-type=\"password\"";
            foreach (JToken url in server["urls"]!) yield return $"<{url}>; rel=\"ice-server\"{credential}";
        }
    }

    /// <summary>Takes candidates (RFC 9725 section 4.3), or the answer to an offer of ours. The client of WHEP that npm
    /// has names no ETag.</summary>
    private async Task<ApiReply> PatchAsync(HttpContext context, WhipSession session)
    {
        string? body = await ReadAsync(context.Request);
        if (body == null) return TooBig();
        if (IsOf(context.Request, Sdp))
        {
            ApiReply reply = await exchange.AnswerAsync(session, body, context.RequestAborted);
            return reply.Status == StatusCodes.Status200OK ? ApiReply.NoContent : reply;
        }

        if (!IsOf(context.Request, SdpFragment))
            return Refuse(415, $"Send candidates as Content-Type: {SdpFragment}.");
        string match = context.Request.Headers.IfMatch.ToString();
        if (match == "*") return Refuse(422, "ICE is not restarted here: make a new session, and DELETE this one.");
        if (match.Length == 0 && session.IsPublishing)
            return Refuse(428, "Name the ICE session by If-Match, with its ETag.");
        if (match.Length > 0 && match != session.ETag)
            return Refuse(412, "If-Match names another ICE session than this one.");
        bool isFragment = body.Contains("a=ice-ufrag:", StringComparison.Ordinal)
            && body.Contains("a=ice-pwd:", StringComparison.Ordinal);
        return isFragment ? ApiReply.NoContent : Refuse(400, "An SDP fragment has a=ice-ufrag and a=ice-pwd.");
    }

    /// <summary>The body as text; null when it is too big.</summary>
    private static async Task<string?> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        char[] buffer = new char[HttpJson.MaxBody + 1];
        int length = await reader.ReadBlockAsync(buffer, request.HttpContext.RequestAborted);
        return length <= HttpJson.MaxBody ? new string(buffer, 0, length) : null;
    }

    private static bool IsOf(HttpRequest request, string type) =>
        request.ContentType?.Split(';')[0].Trim().Equals(type, StringComparison.OrdinalIgnoreCase) == true;

    private static Task SayAsync(HttpResponse response, string header, string type)
    {
        response.Headers[header] = type;
        return HttpJson.WriteAsync(response, ApiReply.NoContent);
    }

    private static Task RefuseMethodAsync(HttpResponse response, string allowed)
    {
        response.Headers.Allow = allowed;
        return HttpJson.WriteAsync(response, Refuse(405, $"This address answers to {allowed} only."));
    }

    private static ApiReply TooBig() => ApiReply.Refused(
        413, ApiError.PayloadTooLarge, $"A request's body may have at most {HttpJson.MaxBody} bytes.");

    private static ApiReply Refuse(int status, string sentence) =>
        ApiReply.Refused(status, ApiError.InvalidParams, sentence);
}
