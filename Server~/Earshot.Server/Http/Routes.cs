using System;
using System.Net;
using System.Net.WebSockets;
using System.Threading.Tasks;
using Earshot.Server.Api;
using Earshot.Server.Proxy;
using Earshot.Server.Rooms;
using Earshot.Server.Tokens;
using Earshot.Server.Turn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Http;

/// <summary>Which address leads where.</summary>
internal sealed class Routes
{
    /// <summary>A socket that answers no ping for so long is dead; the first ping goes out after as long.</summary>
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(7.5);

    private readonly ServerOptions _options;
    private readonly AppEndpoint _app;
    private readonly TurnEndpoint _turn;
    private readonly PartyTracksProxy _proxy;
    private readonly TokenEndpoint _tokens;

    public Routes(ServerOptions options, Sfu.Sfu sfu, PlayerTokens tokens, ILogger log)
    {
        _options = options;
        var api = new EmbeddedSfuApi(sfu, options, log);
        Sfu = api;
        var owners = new SessionOwners();
        sfu.SessionEnded += owners.Remove;
        var iceServers = new IceServers(options, TimeProvider.System);
        var secret = new AppSecret(options.EffectiveSecret);
        _app = new AppEndpoint(api, secret, options.AppId);
        _turn = new TurnEndpoint(iceServers, secret, options.AppId);
        _proxy = new PartyTracksProxy(api, tokens, owners, iceServers, options.IsDevelopment);
        _tokens = new TokenEndpoint(tokens, TimeProvider.System);
        Rooms = new RoomServer(tokens, TimeProvider.System);
    }

    public RoomServer Rooms { get; }

    /// <summary>The API of the SFU; to be disposed of before the SFU itself.</summary>
    public IAsyncDisposable Sfu { get; }

    public void MapTo(WebApplication web)
    {
        web.UseMiddleware<LastResort>();
        if (_options.IsDevelopment)
            web.UseCors(cors => cors.SetIsOriginAllowed(IsLocal).AllowAnyHeader().AllowAnyMethod());
        web.UseWebSockets(new WebSocketOptions { KeepAliveInterval = PingInterval, KeepAliveTimeout = PingInterval });
        web.MapGet("/", SayOkAsync);
        web.MapGet("/healthz", SayOkAsync);
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
        if (_options.IsDevelopment) web.MapPost("/tokens", MintTokenAsync);
        web.MapFallback(context => HttpJson.WriteAsync(
            context.Response, ApiReply.NotFound($"There is no {context.Request.Method} {context.Request.Path} here.")));
    }

    private static Task SayOkAsync(HttpContext context) =>
        HttpJson.WriteAsync(context.Response, ApiReply.Ok(new JObject { ["status"] = "ok" }));

    private async Task ServeRoomAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await HttpJson.WriteAsync(context.Response, ApiReply.Refused(426, "upgrade_required",
                "Rooms speak WebSocket: open this address with ws://."));
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

    private static bool IsLocal(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
        && (uri.Host == "localhost" || IPAddress.TryParse(uri.Host, out IPAddress? ip) && IPAddress.IsLoopback(ip));
}
