using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Earshot.Server.Tokens;
using Earshot.Server.Turn;
using Microsoft.Extensions.Logging;

namespace Earshot.Server;

/// <summary>How an <see cref="EarshotServer"/> runs. The defaults are those of the command line.</summary>
public sealed class ServerOptions
{
    /// <summary>The HTTP port of the command line.</summary>
    public const int DefaultPort = 7880;

    /// <summary>The UDP port of the command line.</summary>
    public const int DefaultUdpPort = 7881;

    /// <summary>The application's id where none is given.</summary>
    public const string DefaultAppId = "earshot";

    /// <summary>What signs tokens in development where no secret is given. Everybody knows it.</summary>
    public const string DevelopmentSecret = "earshot-development-secret-known-to-everybody";

    /// <summary>Loopback only, tokens for whoever asks, <c>/partytracks</c> without one.</summary>
    public bool IsDevelopment { get; init; }

    /// <summary>The TCP port of HTTP and WebSocket; 0 takes any free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>The UDP port of all media; 0 takes any free one.</summary>
    public int UdpPort { get; init; } = DefaultUdpPort;

    /// <summary>The one application of this server.</summary>
    public string AppId { get; init; } = DefaultAppId;

    /// <summary>The bearer of <c>/v1/apps</c> and the key of player tokens; may be empty in development.</summary>
    public string AppSecret { get; init; } = "";

    /// <summary>The addresses players reach this machine by; each gets a UDP socket and a candidate. Empty is
    /// 127.0.0.1 in development, otherwise all addresses of the machine.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>The STUN and TURN servers players are told of, such as
    /// <c>turn:relay.example.com:3478?transport=udp</c>.</summary>
    public IReadOnlyList<string> IceUrls { get; init; } = [];

    /// <summary>What opens the TURN servers among them.</summary>
    public TurnOptions Turn { get; init; } = new();

    /// <summary>The keys of player tokens: the first signs those minted here, all are believed. Empty is the app
    /// secret.</summary>
    public IReadOnlyList<TokenKey> TokenKeys { get; init; } = [];

    /// <summary>What opens <c>/metrics</c>; empty is the app secret. In development nothing is asked for.</summary>
    public string MetricsToken { get; init; } = "";

    /// <summary>How long a call waits for a transport that connects (then 425).</summary>
    public TimeSpan ConnectWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a pull waits for a track's first packet (then empty_track_error).</summary>
    public TimeSpan PullWait { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How many media sections a session may have, stopped ones included (then 410).</summary>
    public int MaxSections { get; init; } = 1_000;

    /// <summary>How long a session may live unconnected (then 410).</summary>
    public TimeSpan ConnectWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an offer of the SFU's may stay unanswered (then 410).</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a published track may send nothing before it is closed.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a waitForAck subscriber may take to send its first message (then the channel is
    /// closed).</summary>
    public TimeSpan AckWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many calls of one session a second may hold (then 429).</summary>
    public int RequestsPerSecond { get; init; } = 50;

    /// <summary>How many calls of one player a second may hold, on whatever session (then 429).</summary>
    public int RequestsPerSecondOfPlayer { get; init; } = 100;

    /// <summary>How many sessions one player may make within ten seconds (then 429).</summary>
    public int SessionsPerTenSecondsOfPlayer { get; init; } = 20;

    /// <summary>How many messages of one player in a room a second may hold (then its connection ends).</summary>
    public int RoomMessagesPerSecond { get; init; } = 50;

    /// <summary>WebSocket adapters may dial this machine itself, which Cloudflare refuses: in development
    /// only.</summary>
    public bool AllowLoopbackAdapters { get; init; }

    /// <summary>How long an adapter's endpoint may take to answer (then websocket_connection_timeout).</summary>
    public TimeSpan AdapterDialWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a track's broken WebSocket is dialled again.</summary>
    public TimeSpan AdapterRedialFor { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How far apart an adapter's JPEGs are at least.</summary>
    public TimeSpan AdapterPictureInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Where the server's log goes; null for nowhere.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>The secret in use.</summary>
    internal string EffectiveSecret => IsDevelopment && AppSecret.Length == 0 ? DevelopmentSecret : AppSecret;

    /// <summary>The token keys in use.</summary>
    internal IReadOnlyList<TokenKey> EffectiveTokenKeys =>
        TokenKeys.Count > 0 ? TokenKeys : [new TokenKey("", EffectiveSecret)];

    /// <summary>What is wrong, as a sentence that says what to do; empty when nothing is.</summary>
    public string Problem
    {
        get
        {
            if (!IsDevelopment && AppSecret.Length == 0)
            {
                return "No app secret is given: set EARSHOT_APP_SECRET (or --app-secret), "
                    + "or pass --development to try things out on this machine.";
            }

            if (EffectiveSecret.Length < PlayerTokens.MinSecretLength)
                return $"The app secret is too short: give it at least {PlayerTokens.MinSecretLength} characters.";
            if (TokenKeys.Any(key => key.Secret.Length < PlayerTokens.MinSecretLength))
            {
                return "EARSHOT_TOKEN_KEYS is ID:SECRET, several joined by commas: give each secret at least "
                    + $"{PlayerTokens.MinSecretLength} characters.";
            }

            if (TokenKeys.DistinctBy(key => key.Id).Count() < TokenKeys.Count)
                return "Two token keys have the same id: tokens name their key by it, so give each its own.";
            if (AppId.Length == 0 || !AppId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                return $"The app id \"{AppId}\" does not fit an address: use letters, digits, - and _.";
            if (Port is < 0 or > 65535) return $"The port {Port} does not exist: use 0 to 65535.";
            if (UdpPort is < 0 or > 65535) return $"The UDP port {UdpPort} does not exist: use 0 to 65535.";
            if (Addresses.Any(a => a.Equals(IPAddress.Any) || a.Equals(IPAddress.IPv6Any)))
                return "No player can reach the address 0.0.0.0: give one they can, such as 192.0.2.10.";
            if (IceUrls.FirstOrDefault(url => !IceServers.IsIceUrl(url)) is { } odd)
                return $"\"{odd}\" is no ICE server: give addresses such as stun:example.com:3478 or turn:example.com.";
            if (IceUrls.Any(IceServers.IsTurn) && Turn.IsEmpty)
                return "A TURN server wants credentials: give EARSHOT_TURN_SECRET, or a username and a credential.";
            if (Turn.Problem.Length > 0) return Turn.Problem;
            if (AllowLoopbackAdapters && !IsDevelopment)
                return "Only in development may adapters dial this machine: drop --allow-loopback-adapters.";
            return IsDevelopment && !Addresses.All(IPAddress.IsLoopback)
                ? "In development the server is for this machine only: drop --address, or --development."
                : "";
        }
    }
}
