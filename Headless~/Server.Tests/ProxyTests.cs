using System;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Server;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>What a player token opens, and what not, on a server that is not for development.</summary>
public sealed class ProxyTests : ServerFixture
{
    protected override ServerOptions Options => new()
    {
        Port = 0,
        UdpPort = 0,
        AppSecret = AppSecret,
        Addresses = [System.Net.IPAddress.Loopback],
        PullWait = TimeSpan.FromMilliseconds(300),
    };

    [Test]
    public void WithoutAToken_NothingIsAnswered() => Run(async () =>
    {
        (await CallAsync("POST", "sessions/new", null)).AssertRefused(401, "unauthorized");
        (await CallAsync("POST", "sessions/new", AppSecret)).AssertRefused(401, "unauthorized");
        (await CallAsync("POST", "sessions/new", Token("r", "ada", TimeSpan.FromMinutes(-1)))).AssertRefused(401, "unauthorized");
    });

    [Test]
    public void NoTokensAreMintedOutsideDevelopment() => Run(async () =>
        (await HttpAnswer.OfAsync(Http, "POST", Server.Tokens.ToString(), null, """{"room":"r"}""")).AssertRefused(404, "not_found"));

    [Test]
    public void IceServers_AreNone() => Run(async () =>
        Assert.That((await CallAsync("GET", "generate-ice-servers", null)).AssertOk().Body["iceServers"]!.Any(), Is.False));

    [Test]
    public void ASession_BelongsToThePlayerWhoMadeIt() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync("r", "ada");
        string path = $"sessions/{ada.SessionId}";
        (await CallAsync("GET", path, Token("r", "ben"))).AssertRefused(401, "unauthorized");
        (await CallAsync("GET", path, Token("other", "ada"))).AssertRefused(401, "unauthorized");
        (await CallAsync("GET", path, null)).AssertRefused(401, "unauthorized");
        (await CallAsync("GET", path, Token("r", "ada", TimeSpan.FromMinutes(5)))).AssertOk();
    });

    [Test]
    public void ASessionOfTheBackend_IsNoPlayers() => Run(async () =>
    {
        using SfuClient backend = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        (await CallAsync("GET", $"sessions/{backend.SessionId}", Token("r", "ada"))).AssertRefused(410, "session_error");
    });

    [Test]
    public void PlayersOfOneRoom_HearEachOther_OthersDoNot() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync("hall", "ada");
        using SfuClient ben = await OpenAsync("hall", "ben");
        using SfuClient spy = await OpenAsync("cellar", "spy");
        string mic = (await ada.PublishAsync("mic"))[0];
        string spyMic = (await spy.PublishAsync("mic"))[0];
        await Task.WhenAll(ada.ConnectedAsync(), spy.ConnectedAsync());
        ada.Send(mic, 1);
        spy.Send(spyMic, 1);

        HttpAnswer alone = await spy.PullAsync((ada.SessionId, "mic"));
        Assert.That((string?)alone.Track(0)["errorCode"], Is.EqualTo("not_found_track_error"));
        Assert.That((string?)alone.Track(0)["mid"], Is.EqualTo(""));
        HttpAnswer mixed = await ben.PullAsync((spy.SessionId, "mic"), (ada.SessionId, "mic"), ("nobody", "mic"));
        Assert.That(mixed.Body["tracks"]!.Select(track => (string?)track["errorCode"] ?? ""),
            Is.EqualTo(new[] { "not_found_track_error", "", "not_found_track_error" }));
        Assert.That(mixed.Body["tracks"]!.Select(track => (string?)track["sessionId"]),
            Is.EqualTo(new[] { spy.SessionId, ada.SessionId, "nobody" }), "each at its place");
        string voice = (string)mixed.Track(1)["mid"]!;
        await ben.ConnectedAsync();
        ada.Send(mic, 5);
        await ben.ReceivesAsync(voice, 5);

        JObject update = SfuClient.Remote(spy.SessionId, "mic");
        update["mid"] = voice;
        HttpAnswer updated = await ben.CallAsync("PUT", "sessions/{id}/tracks/update", new JObject { ["tracks"] = new JArray(update) });
        Assert.That((string?)updated.Track(0)["errorCode"], Is.EqualTo("not_found_track_error"));
    });

    [Test]
    public void ATokenWithoutTheRight_IsRefused() => Run(async () =>
    {
        string mute = Server.MintToken("r", "mute", mayPublish: false);
        string deaf = Server.MintToken("r", "deaf", mayPull: false);
        string publish = """{"tracks":[{"location":"local","mid":"0","trackName":"mic"}],"sessionDescription":{"type":"offer","sdp":"v=0\r\n"}}""";
        string discover = """{"autoDiscover":true,"sessionDescription":{"type":"offer","sdp":"v=0\r\n"}}""";
        string pull = """{"tracks":[{"location":"remote","sessionId":"x","trackName":"mic"}]}""";
        string muteId = await SessionAsync(mute);
        string deafId = await SessionAsync(deaf);

        (await CallAsync("POST", $"sessions/{muteId}/tracks/new", mute, publish)).AssertRefused(403, "unauthorized");
        (await CallAsync("POST", $"sessions/{muteId}/tracks/new", mute, discover)).AssertRefused(403, "unauthorized");
        (await CallAsync("POST", $"sessions/{muteId}/tracks/new", mute, pull)).AssertOk();
        (await CallAsync("POST", $"sessions/{deafId}/tracks/new", deaf, pull)).AssertRefused(403, "unauthorized");
        (await CallAsync("PUT", $"sessions/{deafId}/tracks/update", deaf, pull)).AssertRefused(403, "unauthorized");
        (await CallAsync("POST", $"sessions/{deafId}/tracks/new", deaf, publish)).AssertRefused(406, "invalid_session_description");
    });

    [TestCase("POST", "adapters/websocket/new")]
    [TestCase("GET", "")]
    [TestCase("GET", "../v1/apps/earshot/sessions/x")]
    public void OnlySessions_AreForPlayers(string method, string path) => Run(async () =>
        Assert.That((await CallAsync(method, path, Token("r", "ada"), method == "GET" ? null : "{}")).Status, Is.EqualTo(401).Or.EqualTo(404)));

    [TestCase("{", 400)]
    [TestCase("[]", 400)]
    [TestCase("""{"tracks":"x"}""", 400)]
    [TestCase("""{"tracks":[7]}""", 400)]
    public void AMalformedBody_IsRefused(string body, int status) => Run(async () =>
    {
        string token = Token("r", "ada");
        string path = $"sessions/{await SessionAsync(token)}/tracks/new";
        (await CallAsync("POST", path, token, body)).AssertRefused(status, "decoding_error");
    });

    private async Task<SfuClient> OpenAsync(string room, string player) =>
        await new SfuClient(Http, Server.PartyTracks, Token(room, player)).OpenAsync();

    private async Task<string> SessionAsync(string token) =>
        (string)(await CallAsync("POST", "sessions/new", token)).AssertOk(201).Body["sessionId"]!;

    private string Token(string room, string player, TimeSpan? lifetime = null) =>
        Server.MintToken(room, player, lifetime: lifetime);

    private Task<HttpAnswer> CallAsync(string method, string path, string? bearer, string? body = null) =>
        HttpAnswer.OfAsync(Http, method, $"{Server.PartyTracks}/{path}", bearer, body);
}
