using System;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Server.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Earshot.Server.Http;

/// <summary>Turns an exception nobody caught into JSON and one log line.</summary>
internal sealed class LastResort(RequestDelegate next, ILogger<LastResort> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: there is no one to answer.
        }
        catch (Exception e)
        {
            log.LogError(e, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            if (context.Response.HasStarted) throw;
            await HttpJson.WriteAsync(context.Response, ApiReply.Refused(500, ApiError.Internal,
                "The server failed to answer. Look into its log, and inspect the session before repeating the call."));
        }
    }
}
