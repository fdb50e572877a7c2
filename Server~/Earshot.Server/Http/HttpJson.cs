using System;
using System.IO.Pipelines;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Server.Api;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Http;

/// <summary>JSON in and out of HTTP. Bodies are JSON whatever their Content-Type says (partytracks sends text/plain),
/// and every response is JSON.</summary>
internal static class HttpJson
{
    /// <summary>The biggest body: 64 sections as Chromium writes them for video are some 400 kB.</summary>
    public const int MaxBody = 1 << 20;

    /// <summary>Up to this much of a body that is too big is swallowed, so that its sender gets to read why.</summary>
    public const int MaxSwallowed = 8 << 20;

    /// <summary>Reads the body: null where there is none, or a refusal where it is too big or not JSON.</summary>
    public static async Task<(JToken? Body, ApiReply? Refusal)> ReadAsync(HttpRequest request)
    {
        string text;
        try
        {
            CancellationToken aborted = request.HttpContext.RequestAborted;
            ReadResult read = await request.BodyReader.ReadAtLeastAsync(MaxBody + 1, aborted);
            if (read.Buffer.Length > MaxBody) return (null, TooBig());
            text = Encoding.UTF8.GetString(read.Buffer);
            request.BodyReader.AdvanceTo(read.Buffer.End);
        }
        catch (BadHttpRequestException e)
        {
            bool isTooBig = e.StatusCode == StatusCodes.Status413PayloadTooLarge;
            return (null, isTooBig ? TooBig() : ApiReply.Undecodable("The body ended too early or is badly framed."));
        }

        if (text.Length == 0) return (null, null);
        return FieldReader.TryParseText(text, out JToken json, out string error)
            ? (json, null)
            : (null, ApiReply.Undecodable(error));
    }

    /// <summary>Writes a reply.</summary>
    public static async Task WriteAsync(HttpResponse response, ApiReply reply)
    {
        response.StatusCode = reply.Status;
        if (reply.Status == StatusCodes.Status204NoContent) return;
        response.ContentType = "application/json";
        await response.WriteAsync(reply.Body.ToString(Formatting.None));
    }

    /// <summary>The token after "Authorization: Bearer "; null where there is none.</summary>
    public static string? BearerOf(HttpRequest request)
    {
        const string scheme = "Bearer ";
        string header = request.Headers.Authorization.ToString();
        bool isBearer = header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);
        return isBearer ? header[scheme.Length..].Trim() : null;
    }

    private static ApiReply TooBig() =>
        ApiReply.Refused(413, ApiError.PayloadTooLarge, $"A request's body may have at most {MaxBody} bytes.");
}
