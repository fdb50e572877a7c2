using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using System.Net;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Server.Tokens;
using Earshot.Server.Turn;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Earshot.Server;

/// <summary>The program: options from the command line or, for containers, from the environment; one JSON line on
/// standard output when ready; everything else on standard error.</summary>
internal static class CommandLine
{
    private const int BadOptions = 2;

    private const StringSplitOptions SplitTrimmed =
        StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    private static readonly Option<bool> Development = new("--development")
    {
        Description = "Loopback only; mints tokens; the proxy works without one (EARSHOT_DEVELOPMENT=true).",
        DefaultValueFactory = Environment("EARSHOT_DEVELOPMENT", false, bool.TryParse),
    };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "TCP port of HTTP and WebSocket, 0 for any (EARSHOT_PORT).",
        DefaultValueFactory = Environment("EARSHOT_PORT", ServerOptions.DefaultPort, int.TryParse),
    };

    private static readonly Option<int> UdpPort = new("--udp-port")
    {
        Description = "UDP port of all media, 0 for any (EARSHOT_UDP_PORT).",
        DefaultValueFactory = Environment("EARSHOT_UDP_PORT", ServerOptions.DefaultUdpPort, int.TryParse),
    };

    private static readonly Option<string> AppId = new("--app-id")
    {
        Description = "The application's id in /v1/apps/ID (EARSHOT_APP_ID).",
        DefaultValueFactory = Environment("EARSHOT_APP_ID", ServerOptions.DefaultAppId, TryText),
    };

    private static readonly Option<string> AppSecret = new("--app-secret")
    {
        Description = "Bearer of /v1/apps and key of player tokens, at least 32 characters "
            + "(EARSHOT_APP_SECRET, which no process list shows).",
    };

    private static readonly Option<IPAddress[]> Address = new("--address")
    {
        Description = "Addresses players reach this machine by, joined by commas (EARSHOT_ADDRESS).",
        DefaultValueFactory = Environment<IPAddress[]>("EARSHOT_ADDRESS", [], TryAddresses),
        CustomParser = result => TryAddresses(result.Tokens[0].Value, out IPAddress[] addresses)
            ? addresses
            : Refuse(result, $"\"{result.Tokens[0].Value}\" is no IP address: give one such as 192.0.2.10."),
    };

    private static readonly Option<string> IceServers = new("--ice-servers")
    {
        Description = "STUN and TURN servers players are told of, joined by commas (EARSHOT_ICE_SERVERS). "
            + "EARSHOT_TURN_SECRET, EARSHOT_TURN_DATABASE with EARSHOT_TURN_REALM, or EARSHOT_TURN_USERNAME with "
            + "EARSHOT_TURN_CREDENTIAL, open the TURN servers.",
        DefaultValueFactory = Environment("EARSHOT_ICE_SERVERS", "", TryText),
    };

    private static readonly Option<IPEndPoint?> TurnConsole = new("--turn-console")
    {
        Description = "Where coturn's console listens, such as 127.0.0.1:5766 (EARSHOT_TURN_CONSOLE): revoking a "
            + "credential of EARSHOT_TURN_DATABASE then ends its allocations too (EARSHOT_TURN_CONSOLE_PASSWORD).",
        DefaultValueFactory = Environment<IPEndPoint?>("EARSHOT_TURN_CONSOLE", null, IPEndPoint.TryParse),
        CustomParser = result =>
        {
            if (!IPEndPoint.TryParse(result.Tokens[0].Value, out IPEndPoint? endPoint))
                result.AddError($"\"{result.Tokens[0].Value}\" is no address and port: give such as 127.0.0.1:5766.");
            return endPoint;
        },
    };

    private static readonly Option<int> DrainSeconds = new("--drain-seconds")
    {
        Description = "How long sessions that live may go on after SIGTERM or Ctrl-C; a second one ends them at once "
            + "(EARSHOT_DRAIN_SECONDS).",
        DefaultValueFactory = Environment("EARSHOT_DRAIN_SECONDS", 5, int.TryParse),
    };

    private static readonly Option<bool> LoopbackAdapters = new("--allow-loopback-adapters")
    {
        Description = "WebSocket adapters may dial this machine; in development only "
            + "(EARSHOT_ALLOW_LOOPBACK_ADAPTERS=true).",
        DefaultValueFactory = Environment("EARSHOT_ALLOW_LOOPBACK_ADAPTERS", false, bool.TryParse),
    };

    private delegate bool TryRead<T>(string text, out T value);

    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Earshot's server: an SFU with Cloudflare's API, the players' proxy and rooms.")
        {
            Development, Port, UdpPort, AppId, AppSecret, Address, IceServers, TurnConsole, DrainSeconds,
            LoopbackAdapters,
        };
        root.SetAction(ServeAsync);
        ParseResult parsed = root.Parse(args);
        return parsed.Errors.Count == 0
            ? parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null })
            : Task.FromResult(Fail(string.Join('\n', parsed.Errors), BadOptions));
    }

    private static async Task<int> ServeAsync(ParseResult parsed, CancellationToken _)
    {
        using var stop = new CancellationTokenSource();
        using var hurry = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            ServerOptions options = OptionsOf(parsed);
            if (options.Problem.Length > 0) return Fail(options.Problem, BadOptions);
            await using EarshotServer server = await EarshotServer.StartAsync(options);
            if (options.IsDevelopment) Warn();
            Console.WriteLine(server.ReadyLine);
            await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await server.DrainAsync(TimeSpan.FromSeconds(parsed.GetValue(DrainSeconds)), hurry.Token);
            return 0;
        }
        catch (StartException e)
        {
            return Fail(e.Message, 1);
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            (stop.IsCancellationRequested ? hurry : stop).Cancel();
        }
    }

    private static ServerOptions OptionsOf(ParseResult parsed) => new()
    {
        IsDevelopment = parsed.GetValue(Development),
        Port = parsed.GetValue(Port),
        UdpPort = parsed.GetValue(UdpPort),
        AppId = parsed.GetValue(AppId)!,
        AppSecret = parsed.GetValue(AppSecret) ?? Secret("EARSHOT_APP_SECRET"),
        Addresses = parsed.GetValue(Address)!,
        IceUrls = parsed.GetValue(IceServers)!.Split(',', SplitTrimmed),
        AllowLoopbackAdapters = parsed.GetValue(LoopbackAdapters),
        Turn = TurnOf(parsed),
        TokenKeys = TokenKey.ParseList(Secret("EARSHOT_TOKEN_KEYS")),
        MetricsToken = Secret("EARSHOT_METRICS_TOKEN"),
        Logging = logging => logging.AddConsole(console =>
        {
            console.FormatterName = ConsoleFormatterNames.Json;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        }),
    };

    private static TurnOptions TurnOf(ParseResult parsed) => new()
    {
        Secret = Secret("EARSHOT_TURN_SECRET"),
        Database = Secret("EARSHOT_TURN_DATABASE"),
        Realm = Secret("EARSHOT_TURN_REALM"),
        Console = parsed.GetValue(TurnConsole),
        ConsolePassword = Secret("EARSHOT_TURN_CONSOLE_PASSWORD"),
        Username = Secret("EARSHOT_TURN_USERNAME"),
        Credential = Secret("EARSHOT_TURN_CREDENTIAL"),
    };

    private static string Secret(string variable) => System.Environment.GetEnvironmentVariable(variable) ?? "";

    private static Func<ArgumentResult, T> Environment<T>(string variable, T otherwise, TryRead<T> tryRead) => result =>
    {
        string? text = System.Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(text)) return otherwise;
        if (tryRead(text, out T value)) return value;
        result.AddError($"{variable} is \"{text}\", which makes no sense there: correct it or remove it.");
        return otherwise;
    };

    private static bool TryText(string text, out string value)
    {
        value = text;
        return true;
    }

    private static bool TryAddresses(string text, out IPAddress[] addresses)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        addresses = parts.Select(part => IPAddress.TryParse(part, out IPAddress? ip) ? ip : IPAddress.None).ToArray();
        return !addresses.Contains(IPAddress.None);
    }

    private static IPAddress[] Refuse(ArgumentResult result, string sentence)
    {
        result.AddError(sentence);
        return [];
    }

    private static void Warn() => Console.Error.WriteLine(
        "DEVELOPMENT MODE: anyone on this machine gets player tokens and may use the SFU. Never run a game on this.");

    private static int Fail(string sentence, int exitCode)
    {
        Console.Error.WriteLine(sentence);
        return exitCode;
    }
}
