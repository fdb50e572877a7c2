using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Earshot.Server;
using Earshot.Server.Tokens;
using Earshot.Server.Turn;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Those who ask for too much, and what a log must not tell.</summary>
public sealed class AbuseTests : ServerFixture
{
    private static readonly TokenKey Key = new("k1", "the key of the tokens of these tests");
    private readonly LogLines _log = new();

    protected override ServerOptions Options => new()
    {
        Port = 0,
        UdpPort = 0,
        AppSecret = AppSecret,
        TokenKeys = [Key],
        MetricsToken = "the token of those who watch",
        Addresses = [IPAddress.Loopback],
        IceUrls = ["turn:relay.example.com"],
        Turn = new TurnOptions { Secret = "what the relay knows" },
        MaxSections = 5,
        RequestsPerSecondOfPlayer = 30,
        SessionsPerTenSecondsOfPlayer = 5,
        RoomMessagesPerSecond = 10,
        Logging = logging => logging.AddProvider(_log).SetMinimumLevel(LogLevel.Trace).AddFilter(null, LogLevel.Trace),
    };

    [Test]
    public void OnePlayersSessions_AreRationed_AndAnotherHasItsOwn() => Run(async () =>
    {
        string eager = Server.MintToken("hall", "eager"), calm = Server.MintToken("hall", "calm");
        for (int i = 0; i < 5; i++) (await NewSessionAsync(eager)).AssertOk(201);
        (await NewSessionAsync(eager)).AssertRefused(429, "retryable_transient_error");
        (await NewSessionAsync(Server.MintToken("hall", "eager"))).AssertRefused(429, "retryable_transient_error");
        (await NewSessionAsync(calm)).AssertOk(201);
    });

    [Test]
    public void OnePlayersCalls_AreRationed_OverAllItsSessions() => Run(async () =>
    {
        string token = Server.MintToken("hall", "busy");
        string[] ids = [await IdAsync(token), await IdAsync(token)];
        HttpAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => HttpAnswer.OfAsync(
            Http, "GET", $"{Server.PartyTracks}/sessions/{ids[i % 2]}", token, null)));
        Assert.That(answers.Count(answer => answer.Status == 200), Is.InRange(20, 35));
        answers.First(answer => answer.Status != 200).AssertRefused(429, "retryable_transient_error");
    });

    [Test]
    public void ATalkativeRoomSocket_IsEnded_AndOthersStay() => Run(async () =>
    {
        var (calm, _) = await RoomSocket.JoinAsync(Server.Rooms, "r", Server.MintToken("r", "calm"));
        var (eager, _) = await RoomSocket.JoinAsync(Server.Rooms, "r", Server.MintToken("r", "eager"));
        for (int i = 0; i < 30; i++) await eager.SendAsync($$"""{"type":"ping","id":{{i}}}""");
        JObject? last = null;
        while (await eager.ReceiveAsync() is { } message) last = message;
        Assert.That((string?)last!["code"], Is.EqualTo("invalid_message"));
        Assert.That((string?)last["message"], Does.Contain("10 messages"));
        await calm.SendAsync("""{"type":"ping","id":1}""");
        await calm.ReceiveAsync("player");
        await calm.ReceiveAsync("left");
        await calm.ReceiveAsync("pong");
    });

    [Test]
    public void AnSdpOfTooManySections_IsRefused_AndTheSessionLivesOn() => Run(async () =>
    {
        using SfuClient client = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        await client.NewTracksAsync(client.Offer(6), SfuClient.Local("0", "mic"))
            .IsRefusedAsync(406, "invalid_session_description");
        (await client.CallAsync("GET", "sessions/{id}", null)).AssertOk();
    });

    [Test]
    public void NoSecret_IsEverLogged() => Run(async () =>
    {
        string token = Server.MintToken("hall", "ada");
        string forged = token[..^4] + "AAAA";
        foreach (string? bearer in new[] { AppSecret, token, forged, "nonsense", null })
        {
            await HttpAnswer.OfAsync(Http, "POST", $"{Server.Api}/sessions/new?correlationId=x", bearer, null);
            await HttpAnswer.OfAsync(Http, "POST", $"{Server.PartyTracks}/sessions/new", bearer, "{");
            await HttpAnswer.OfAsync(Http, "GET", $"{Server.PartyTracks}/generate-ice-servers", bearer, null);
            await HttpAnswer.OfAsync(Http, "GET", $"{Server.Web}nowhere", bearer, null);
        }

        await using (RoomSocket socket = await RoomSocket.OpenAsync(Server.Rooms, "hall"))
        {
            await socket.SendAsync(new JObject { ["type"] = "join", ["protocol"] = 1, ["token"] = forged }.ToString());
            await socket.ReceiveRefusalAsync("invalid_token");
        }

        Assert.That(_log.Lines, Is.Not.Empty);
        string log = string.Join('\n', _log.Lines);
        string[] secrets = [AppSecret, Key.Secret, Options.Turn.Secret, Options.MetricsToken, token, forged];
        foreach (string secret in secrets) Assert.That(log, Does.Not.Contain(secret));
        Assert.That(Server.ReadyLine, Does.Not.Contain(AppSecret));
    });

    private Task<HttpAnswer> NewSessionAsync(string token) =>
        HttpAnswer.OfAsync(Http, "POST", $"{Server.PartyTracks}/sessions/new", token, null);

    private async Task<string> IdAsync(string token) =>
        (string)(await NewSessionAsync(token)).AssertOk(201).Body["sessionId"]!;
}
