using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Io;
using Earshot.Rooms.Api;
using Earshot.Server.Http;
using Earshot.Server.Tokens;
using Earshot.Sfu;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Earshot.Server;

/// <summary>A whole server in this process: the SFU, its HTTP API, the players' proxy, rooms. Any number may run side
/// by side, each on its ports.</summary>
public sealed class EarshotServer : IAsyncDisposable
{
    private readonly ServerOptions _options;
    private readonly Sfu.Sfu _sfu;
    private readonly WebApplication _web;
    private readonly Routes _routes;
    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(100);

    private readonly PlayerTokens _tokens;
    private readonly ILogger _log;

    private EarshotServer(
        ServerOptions options, Sfu.Sfu sfu, WebApplication web, Routes routes, PlayerTokens tokens, ILogger log)
    {
        _log = log;
        _options = options;
        _sfu = sfu;
        _web = web;
        _routes = routes;
        _tokens = tokens;
        var http = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        int port = BindingAddress.Parse(http.Addresses.First()).Port;
        IPAddress host = options.IsDevelopment ? IPAddress.Loopback : sfu.Addresses[0].Address;
        Web = new UriBuilder("http", host.ToString(), port).Uri;
    }

    /// <summary>The root: <c>http://HOST:PORT/</c>.</summary>
    public Uri Web { get; }

    /// <summary>Cloudflare's API for the app secret: <c>…/v1/apps/{appId}</c>.</summary>
    public Uri Api => new(Web, $"v1/apps/{_options.AppId}");

    /// <summary>The same for player tokens: <c>…/partytracks</c>.</summary>
    public Uri PartyTracks => new(Web, "partytracks");

    /// <summary>Rooms: <c>ws://…/rooms</c>, to which a room's name is added.</summary>
    public Uri Rooms => new UriBuilder(Web) { Scheme = "ws", Path = "rooms" }.Uri;

    /// <summary>Where development tokens are minted: <c>…/tokens</c>.</summary>
    public Uri Tokens => new(Web, "tokens");

    /// <summary>Where media is received.</summary>
    public IReadOnlyList<IPEndPoint> Udp => _sfu.Addresses;

    /// <summary>The SFU itself, for tests and figures.</summary>
    public Sfu.Sfu Sfu => _sfu;

    /// <summary>The one line that says where everything is.</summary>
    public string ReadyLine => new JObject
    {
        ["ready"] = true,
        ["base"] = Api.ToString(),
        ["partytracks"] = PartyTracks.ToString(),
        ["rooms"] = Rooms.ToString(),
        ["tokens"] = Tokens.ToString(),
        ["udp"] = Udp[0].ToString(),
        ["web"] = Web.ToString(),
    }.ToString(Formatting.None);

    /// <summary>Starts a server; it serves when this returns. Throws <see cref="StartException"/> with a sentence when
    /// the options make no sense or a port is taken.</summary>
    public static async Task<EarshotServer> StartAsync(ServerOptions options)
    {
        if (options.Problem.Length > 0) throw new StartException(options.Problem);
        WebApplicationBuilder builder = WebHost.CreateBuilder(options);
        WebApplication web = builder.Build();
        var tokens = new PlayerTokens(options.EffectiveTokenKeys);
        var log = web.Services.GetRequiredService<ILogger<EarshotServer>>();
        var metrics = new Metrics();
        Sfu.Sfu sfu = OpenSfu(options, metrics, log);
        try
        {
            var routes = new Routes(options, sfu, tokens, metrics, log);
            routes.MapTo(web);
            await web.StartAsync();
            return new EarshotServer(options, sfu, web, routes, tokens, log);
        }
        catch (Exception e) when (e is IOException or StartException)
        {
            sfu.Dispose();
            await web.DisposeAsync();
            if (e is StartException) throw;
            throw Taken("TCP", options.Port, "--port", e.InnerException ?? e);
        }
    }

    /// <summary>Signs a token for an hour or another time, as the game's backend does.</summary>
    public string MintToken(
        string room,
        string playerId,
        string? name = null,
        bool mayPublish = true,
        bool mayPull = true,
        TimeSpan? lifetime = null)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        DateTimeOffset expiresAt = now + (lifetime ?? TimeSpan.FromHours(1));
        var player = new PlayerId(playerId);
        return _tokens.Mint(new PlayerToken(player, name ?? playerId, room, mayPublish, mayPull, expiresAt), now);
    }

    /// <summary>Takes no more players and sessions, tells the rooms, and waits until the sessions that live have
    /// ended, for so long at most. <c>/healthz</c> says 503 meanwhile.</summary>
    public async Task DrainAsync(TimeSpan atMost, CancellationToken hurry = default)
    {
        _routes.Drain();
        int left = await _sfu.RunAsync(_ => _sfu.Drain());
        if (left > 0) _log.LogInformation("Draining: {Sessions} sessions are left", left);
        _routes.Rooms.Close();
        for (long end = Environment.TickCount64 + (long)atMost.TotalMilliseconds; ;)
        {
            if (await _sfu.RunAsync(_ => _sfu.SessionCount) == 0 || Environment.TickCount64 >= end) return;
            await Task.Delay(DrainPoll, hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (hurry.IsCancellationRequested) return;
        }
    }

    /// <summary>Says goodbye to players and peers and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _routes.Rooms.Close();
        await _web.StopAsync();
        await _web.DisposeAsync();
        await _routes.Sfu.DisposeAsync();
        _routes.Dispose();
        _sfu.Dispose();
    }

    private static Sfu.Sfu OpenSfu(ServerOptions options, Metrics metrics, ILogger log)
    {
        try
        {
            return new Sfu.Sfu(new SfuOptions
            {
                Addresses = AddressesOf(options),
                UdpPort = options.UdpPort,
                ConnectWithin = options.ConnectWithin,
                AnswerWithin = options.AnswerWithin,
                MaxSections = options.MaxSections,
                SilenceLimit = options.SilenceLimit,
                AckWait = options.AckWait,
                RequestsPerSecond = options.RequestsPerSecond,
                OnForwarded = metrics.HandleForwarded,
                OnBug = e => log.LogError(e, "The SFU ended a session because of an error of its own"),
            });
        }
        catch (SocketException e)
        {
            throw Taken("UDP", options.UdpPort, "--udp-port", e);
        }
    }

    private static StartException Taken(string protocol, int port, string option, Exception e) => new(
        $"{protocol} port {port} cannot be opened ({e.Message}): stop what uses it, or choose another by {option}.", e);

    private static IReadOnlyList<IPAddress> AddressesOf(ServerOptions options)
    {
        if (options.Addresses.Count > 0) return options.Addresses;
        return options.IsDevelopment ? [IPAddress.Loopback] : LocalAddresses.List();
    }
}
