using System;
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
        PullWait = TimeSpan.FromSeconds(1),
    };

    [Test]
    public void WithoutAToken_NothingIsAnswered() => Run(async () =>
    {
        foreach (string? bearer in new[] { null, "", AppSecret, Token("r", "ada", TimeSpan.FromMinutes(-1)) })
            await CallAsync("POST", "sessions/new", bearer).IsRefusedAsync(401, "unauthorized");
    });

    [Test]
    public void NoTokensAreMintedOutsideDevelopment() => Run(() =>
        HttpAnswer.OfAsync(Http, "POST", $"{Server.Tokens}", null, "{}").IsRefusedAsync(404, "not_found"));

    [Test]
    public void IceServers_AreNone() => Run(async () =>
    {
        HttpAnswer answer = (await CallAsync("GET", "generate-ice-servers", null)).AssertOk();
        Assert.That(answer.Body["iceServers"], Is.Empty);
    });

    [Test]
    public void ASession_BelongsToThePlayerWhoMadeIt() => Run(async () =>
    {
        using SfuClient ada = await OpenAsync("r", "ada");
        string path = $"sessions/{ada.SessionId}";
        foreach (string? bearer in new[] { Token("r", "ben"), Token("other", "ada"), null })
            await CallAsync("GET", path, bearer).IsRefusedAsync(401, "unauthorized");
        (await CallAsync("GET", path, Token("r", "ada", TimeSpan.FromMinutes(5)))).AssertOk();
    });

    [Test]
    public void ASessionOfTheBackend_IsNoPlayers() => Run(async () =>
    {
        using SfuClient backend = await new SfuClient(Http, Server.Api, AppSecret).OpenAsync();
        string path = $"sessions/{backend.SessionId}";
        await CallAsync("GET", path, Token("r", "ada")).IsRefusedAsync(410, "session_error");
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
        Assert.That(alone.Each("errorCode"), Is.EqualTo(new[] { "not_found_track_error" }));
        Assert.That((string?)alone.Track(0)["mid"], Is.EqualTo(""));
        HttpAnswer mixed = await ben.PullAsync((spy.SessionId, "mic"), (ada.SessionId, "mic"), ("nobody", "mic"));
        const string notFound = "not_found_track_error";
        Assert.That(mixed.Each("errorCode"), Is.EqualTo(new[] { notFound, "", notFound }));
        Assert.That(mixed.Each("sessionId"), Is.EqualTo(new[] { spy.SessionId, ada.SessionId, "nobody" }));
        string voice = (string)mixed.Track(1)["mid"]!;
        await ben.ConnectedAsync();
        ada.Send(mic, 5);
        await ben.ReceivesAsync(voice, 5);

        HttpAnswer updated = await ben.UpdateAsync(voice, spy.SessionId, "mic");
        Assert.That(updated.Each("errorCode"), Is.EqualTo(new[] { "not_found_track_error" }));
    });

    [Test]
    public void ATokenWithoutTheRight_IsRefused() => Run(async () =>
    {
        string mute = Server.MintToken("r", "mute", mayPublish: false);
        string deaf = Server.MintToken("r", "deaf", mayPull: false);
        const string offer = """ "sessionDescription":{"type":"offer","sdp":"v=0\r\n"} """;
        string publish = $$"""{"tracks":[{"location":"local","mid":"0","trackName":"mic"}],{{offer}}}""";
        string discover = $$"""{"autoDiscover":true,{{offer}}}""";
        string pull = """{"tracks":[{"location":"remote","sessionId":"x","trackName":"mic"}]}""";
        string muteId = await SessionAsync(mute);
        string deafId = await SessionAsync(deaf);

        await CallAsync("POST", $"sessions/{muteId}/tracks/new", mute, publish).IsRefusedAsync(403, "unauthorized");
        await CallAsync("POST", $"sessions/{muteId}/tracks/new", mute, discover).IsRefusedAsync(403, "unauthorized");
        (await CallAsync("POST", $"sessions/{muteId}/tracks/new", mute, pull)).AssertOk();
        await CallAsync("POST", $"sessions/{deafId}/tracks/new", deaf, pull).IsRefusedAsync(403, "unauthorized");
        await CallAsync("PUT", $"sessions/{deafId}/tracks/update", deaf, pull).IsRefusedAsync(403, "unauthorized");
        HttpAnswer reached = await CallAsync("POST", $"sessions/{deafId}/tracks/new", deaf, publish);
        reached.AssertRefused(406, "invalid_session_description");
    });

    [TestCase("POST", "adapters/websocket/new", 404, "not_found")]
    [TestCase("GET", "", 404, "not_found")]
    [TestCase("GET", "../v1/apps/earshot/sessions/x", 401, "unauthorized")]
    public void OnlySessions_AreForPlayers(string method, string path, int status, string errorCode) => Run(async () =>
        await CallAsync(method, path, Token("r", "ada")).IsRefusedAsync(status, errorCode));

    [Test]
    public void DataChannelsOfOneRoom_DoNotReachAnother() => Run(async () =>
    {
        using var ada = new ChannelClient(await OpenAsync("hall", "ada"));
        using var ben = new ChannelClient(await OpenAsync("hall", "ben"));
        using var eve = new ChannelClient(await OpenAsync("kitchen", "eve"));
        foreach (ChannelClient client in new[] { ada, ben, eve }) await client.EstablishAsync(byTheSfu: true);
        await ada.PublishAsync("chat");
        await ben.PullAsync(ada.Media.SessionId, "chat");
        JObject pull = new()
        {
            ["location"] = "remote",
            ["sessionId"] = ada.Media.SessionId,
            ["dataChannelName"] = "chat",
        };
        HttpAnswer refused = await eve.NewAsync(pull);
        Assert.That(refused.EachOf("dataChannels", "errorCode"), Is.EqualTo(new[] { "not_found_track_error" }));
        Assert.That(refused.EachOf("dataChannels", "dataChannelName"), Is.EqualTo(new[] { "chat" }));
    });

    [Test]
    public void ATokenWithoutRights_OpensNoDataChannels() => Run(async () =>
    {
        string mute = Server.MintToken("r", "mute", mayPublish: false);
        string deaf = Server.MintToken("r", "deaf", mayPull: false);
        const string publish = """{"dataChannels":[{"location":"local","dataChannelName":"chat"}]}""";
        const string pull = """{"dataChannels":[{"location":"remote","sessionId":"x","dataChannelName":"chat"}]}""";
        const string reply = """{"dataChannels":[{"location":"remote","sessionId":"x","canReply":true}]}""";
        string muted = $"sessions/{await SessionAsync(mute)}/datachannels";
        string deafened = $"sessions/{await SessionAsync(deaf)}/datachannels";
        await CallAsync("POST", $"{muted}/new", mute, publish).IsRefusedAsync(403, "unauthorized");
        await CallAsync("PUT", $"{muted}/update", mute, reply).IsRefusedAsync(403, "unauthorized");
        await CallAsync("POST", $"{deafened}/new", deaf, pull).IsRefusedAsync(403, "unauthorized");
        (await CallAsync("PUT", $"{muted}/update", mute, pull)).AssertOk();
    });

    [TestCase("{", 400)]
    [TestCase("[]", 400)]
    [TestCase("""{"tracks":"x"}""", 400)]
    [TestCase("""{"tracks":[7]}""", 400)]
    public void AMalformedBody_IsRefused(string body, int status) => Run(async () =>
    {
        string token = Token("r", "ada");
        string path = $"sessions/{await SessionAsync(token)}/tracks/new";
        await CallAsync("POST", path, token, body).IsRefusedAsync(status, "decoding_error");
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
