using System;
using System.Threading;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Api;

/// <summary>One call of Cloudflare's API, freed of host, application and credential.</summary>
/// <param name="Method">"GET", "POST" or "PUT".</param>
/// <param name="Path">What follows <c>/apps/{appId}/</c>, such as "sessions/new".</param>
/// <param name="Query">The query string with its question mark; may be empty.</param>
/// <param name="Body">The JSON body; null where there is none.</param>
/// <param name="Aborted">Cancelled when the caller has gone.</param>
public sealed record ApiRequest(string Method, string Path, string Query, JToken? Body, CancellationToken Aborted)
{
    /// <summary>The path's parts.</summary>
    public string[] Segments { get; } = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
