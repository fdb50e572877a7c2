using System.Threading.Tasks;
using Earshot.Server.Http;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Api;

/// <summary><c>/v1/apps/{appId}/…</c>: the API for whoever holds the app secret, as a game's backend does.</summary>
internal sealed class AppEndpoint(ISfuApi api, AppSecret secret, string appId)
{
    public async Task HandleAsync(HttpContext context, string requestedAppId, string path) =>
        await HttpJson.WriteAsync(context.Response, await AnswerAsync(context, requestedAppId, path));

    private async Task<ApiReply> AnswerAsync(HttpContext context, string requestedAppId, string path)
    {
        if (requestedAppId != appId) return ApiReply.NotFound($"There is no application \"{requestedAppId}\" here.");
        if (!secret.IsBearerOf(context.Request)) return AppSecret.Refusal;
        (JToken? body, ApiReply? refusal) = await HttpJson.ReadAsync(context.Request);
        return refusal ?? await api.SendAsync(new ApiRequest(
            context.Request.Method, path, context.Request.QueryString.Value ?? "", body, context.RequestAborted));
    }
}
