using System;
using System.Net;
using System.Net.WebSockets;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Server.Api;
using Earshot.Server.Proxy;
using Earshot.Server.Rooms;
using Earshot.Server.Tokens;
using Earshot.Server.Turn;
using Earshot.Server.Whip;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Http;

/// <summary>Which address leads where.</summary>
internal sealed class Routes : IDisposable
{
    /// <summary>A socket that answers no ping for so long is dead; the first ping goes out after as long.</summary>
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(7.5);

    private readonly ServerOptions _options;
    private readonly AppEndpoint _app;
    private readonly TurnEndpoint _turn;
    private readonly PartyTracksProxy _proxy;
    private readonly TokenEndpoint _tokens;
    private readonly WhipEndpoint _whip;
    private readonly Metrics _metrics;
    private readonly PlayerLimits _limits;
    private readonly AppSecret _metricsToken;
    private volatile bool _isDraining;

    public Routes(ServerOptions options, Sfu.Sfu sfu, PlayerTokens tokens, Metrics metrics, ILogger log)
    {
        _options = options;
        _metrics = metrics;
        _limits = new PlayerLimits(options);
        _metricsToken = new AppSecret(options.MetricsToken.Length > 0 ? options.MetricsToken : options.EffectiveSecret);
        var api = new EmbeddedSfuApi(sfu, options, log);
        Sfu = api;
        var owners = new SessionOwners();
        sfu.SessionEnded += owners.Remove;
        var iceServers = new IceServers(options, TimeProvider.System);
        var secret = new AppSecret(options.EffectiveSecret);
        _app = new AppEndpoint(api, secret, options.AppId);
        _turn = new TurnEndpoint(iceServers, secret, options.AppId);
        _proxy = new PartyTracksProxy(api, tokens, owners, iceServers, _limits, options.IsDevelopment);
        _tokens = new TokenEndpoint(tokens, TimeProvider.System);
        Rooms = new RoomServer(tokens, options.RoomMessagesPerSecond, TimeProvider.System);
        metrics.Show(sfu, Rooms);
        var sessions = new WhipSessions(sfu);
        var exchange = new WhipExchange(api, owners, sessions, Rooms);
        _whip = new WhipEndpoint(
            exchange, sessions, new WhipAccess(tokens, _limits, options.IsDevelopment), iceServers);
    }

    public RoomServer Rooms { get; }

    /// <summary>The API of the SFU; to be disposed of before the SFU itself.</summary>
    public IAsyncDisposable Sfu { get; }

    /// <summary>Forgets how often players have called.</summary>
    public void Dispose() => _limits.Dispose();

    /// <summary>Says that we are about to go: whoever watches sends players elsewhere, and nobody joins any
    /// more.</summary>
    public void Drain() => _isDraining = true;

    public void MapTo(WebApplication web)
    {
        web.Use(CountAsync);
        web.UseMiddleware<LastResort>();
        web.UseWhen(context => IsWhip(context.Request.Path), whip => whip.UseCors(cors => cors
            .AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod().WithExposedHeaders(WhipEndpoint.ExposedHeaders)));
        if (_options.IsDevelopment)
        {
            web.UseWhen(context => !IsWhip(context.Request.Path), others => others.UseCors(cors => cors
                .SetIsOriginAllowed(IsLocal).AllowAnyHeader().AllowAnyMethod()));
        }

        web.UseWebSockets(new WebSocketOptions { KeepAliveInterval = PingInterval, KeepAliveTimeout = PingInterval });
        web.MapGet("/", SayHealthAsync);
        web.MapGet("/healthz", SayHealthAsync);
        web.MapGet("/metrics", SayMetricsAsync);
        // Older clients of Cloudflare's leave the version out.
        foreach (string version in new[] { "/v1", "" })
        {
            web.Map(version + "/apps/{appId}/{**path}", context =>
                _app.HandleAsync(context, Value(context, "appId"), Value(context, "path")));
        }

        web.Map("/v1/turn/keys/{keyId}/credentials/{**path}", context =>
            _turn.HandleAsync(context, Value(context, "keyId"), Value(context, "path")));
        web.Map("/partytracks/{**path}", context => _proxy.HandleAsync(context, Value(context, "path")));
        web.Map("/rooms/{room}", ServeRoomAsync);
        foreach (string protocol in new[] { "whip", "whep" })
        {
            bool publishes = protocol == "whip";
            web.Map($"/{protocol}/{{room}}/{{player}}", context =>
                _whip.HandleAsync(context, publishes, Value(context, "room"), Value(context, "player")));
            web.Map($"/{protocol}/{{room}}/{{player}}/{{session}}", context =>
                _whip.HandleSessionAsync(context, Value(context, "session")));
        }

        if (_options.IsDevelopment) web.MapPost("/tokens", MintTokenAsync);
        web.MapFallback(context => HttpJson.WriteAsync(
            context.Response, ApiReply.NotFound($"There is no {context.Request.Method} {context.Request.Path} here.")));
    }

    private async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        _metrics.HandleReply(context.Response.StatusCode);
    }

    private Task SayHealthAsync(HttpContext context) => HttpJson.WriteAsync(context.Response,
        new ApiReply(_isDraining ? 503 : 200, new JObject { ["status"] = _isDraining ? "draining" : "ok" }));

    private Task SayMetricsAsync(HttpContext context)
    {
        bool isOpen = _options.IsDevelopment || _metricsToken.IsBearerOf(context.Request);
        return isOpen
            ? _metrics.WriteAsync(context.Response, context.RequestAborted)
            : HttpJson.WriteAsync(context.Response, ApiReply.Unauthorized(
                "Send EARSHOT_METRICS_TOKEN, or the app secret where none is set, as \"Authorization: Bearer …\"."));
    }

    private async Task ServeRoomAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await HttpJson.WriteAsync(context.Response, ApiReply.Refused(426, "upgrade_required",
                "Rooms speak WebSocket: open this address with ws://."));
            return;
        }

        if (_isDraining)
        {
            await HttpJson.WriteAsync(context.Response, ApiReply.Refused(503, ApiError.TemporarilyUnavailable,
                "The server is about to close. Please join again in a moment, or another server."));
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        await Rooms.ServeAsync(socket, Value(context, "room"));
    }

    private async Task MintTokenAsync(HttpContext context)
    {
        (JToken? body, ApiReply? refusal) = await HttpJson.ReadAsync(context.Request);
        await HttpJson.WriteAsync(context.Response, refusal ?? _tokens.Mint(body));
    }

    private static string Value(HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";

    private static bool IsWhip(PathString path) => path.StartsWithSegments("/whip") || path.StartsWithSegments("/whep");

    private static bool IsLocal(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
        && (uri.Host == "localhost" || IPAddress.TryParse(uri.Host, out IPAddress? ip) && IPAddress.IsLoopback(ip));
}
