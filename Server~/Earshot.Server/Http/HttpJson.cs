using System.IO;
using System.Text;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Server.Api;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Http;

/// <summary>JSON in and out of HTTP. Bodies are JSON whatever their Content-Type says (partytracks sends text/plain), and
/// every response is JSON.</summary>
internal static class HttpJson
{
    /// <summary>The biggest body: 64 sections as Chromium writes them for video are some 400 kB.</summary>
    public const int MaxBody = 1 << 20;

    /// <summary>Reads the body: null where there is none, or a refusal where it is too big or not JSON.</summary>
    public static async Task<(JToken? Body, ApiReply? Refusal)> ReadAsync(HttpRequest request)
    {
        string text;
        try
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            return (null, e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? ApiReply.Refused(413, ApiError.PayloadTooLarge, $"A request's body may have at most {MaxBody} bytes.")
                : ApiReply.Refused(e.StatusCode, ApiError.Decoding, "The request's body could not be read."));
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
        response.ContentType = "application/json";
        await response.WriteAsync(reply.Body.ToString(Formatting.None));
    }

    /// <summary>The token after "Authorization: Bearer "; null where there is none.</summary>
    public static string? BearerOf(HttpRequest request)
    {
        const string scheme = "Bearer ";
        string header = request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, System.StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..].Trim() : null;
    }
}
