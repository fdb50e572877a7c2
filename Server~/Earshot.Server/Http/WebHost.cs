using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Earshot.Server.Http;

/// <summary>Kestrel as this server wants it: limits, no chatter, and no hand on the process' signals.</summary>
internal static class WebHost
{
    /// <summary>Who takes longer to say what it wants only holds a connection open.</summary>
    private static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(10);

    public static WebApplicationBuilder CreateBuilder(ServerOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = "Earshot.Server",
            EnvironmentName = options.IsDevelopment ? Environments.Development : Environments.Production,
        });
        builder.Configuration.Sources.Clear();
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.Logging.ClearProviders().AddFilter("Microsoft", LogLevel.None);
        options.Logging?.Invoke(builder.Logging);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddCors();
        return builder;
    }

    private static void Limit(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = HttpJson.MaxSwallowed;
        kestrel.Limits.RequestHeadersTimeout = HeadersWithin;
        if (options.IsDevelopment) kestrel.Listen(IPAddress.Loopback, options.Port);
        else kestrel.ListenAnyIP(options.Port);
    }

    /// <summary>Whoever started the server stops it: the default would take Ctrl-C from the process.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken _) => Task.CompletedTask;

        public Task StopAsync(CancellationToken _) => Task.CompletedTask;
    }
}
