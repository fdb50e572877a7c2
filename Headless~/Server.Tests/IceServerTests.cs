using System;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Earshot.Server;
using Earshot.Server.Turn;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>The TURN credentials that backends and players are given.</summary>
public sealed class IceServerTests : ServerFixture
{
    private const string Turn = "turn:relay.example.com:3478?transport=udp";
    private const string TurnSecret = "what the relay and the server know";

    protected override ServerOptions Options => new()
    {
        Port = 0,
        UdpPort = 0,
        AppSecret = AppSecret,
        Addresses = [IPAddress.Loopback],
        IceUrls = ["stun:relay.example.com:3478", Turn, "turns:relay.example.com"],
        Turn = new TurnOptions { Secret = TurnSecret },
    };

    private string Keys => $"{Server.Web}v1/turn/keys/earshot/credentials";

    [Test]
    public void TheBackend_GetsCredentialsThatExpire() => Run(async () =>
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string address = $"{Keys}/generate-ice-servers";
        HttpAnswer answer = await HttpAnswer.OfAsync(Http, "POST", address, AppSecret, """{"ttl":600}""");
        JToken servers = answer.AssertOk(201).Body["iceServers"]!;
        Assert.That(servers[0]!.ToString(Newtonsoft.Json.Formatting.None),
            Is.EqualTo("""{"urls":["stun:relay.example.com:3478"]}"""));
        Assert.That(servers[1]!["urls"]!.Select(url => (string)url!),
            Is.EqualTo(new[] { Turn, "turns:relay.example.com" }));
        string username = (string)servers[1]!["username"]!;
        Assert.That(long.Parse(username.Split(':')[0]), Is.InRange(now + 600, now + 660));
        byte[] expected = HMACSHA1.HashData(Encoding.UTF8.GetBytes(TurnSecret), Encoding.UTF8.GetBytes(username));
        Assert.That((string?)servers[1]!["credential"], Is.EqualTo(Convert.ToBase64String(expected)));

        HttpAnswer older = await HttpAnswer.OfAsync(Http, "POST", $"{Keys}/generate", AppSecret, """{"ttl":600}""");
        Assert.That(older.AssertOk(201).Body["iceServers"]!["username"], Is.Not.Null, "one object");
    });

    [Test]
    public void Players_GetThemByToken_StrangersGetStunOnly() => Run(async () =>
    {
        string address = $"{Server.PartyTracks}/generate-ice-servers";
        string token = Server.MintToken("hall", "ada");
        HttpAnswer player = (await HttpAnswer.OfAsync(Http, "GET", address, token, null)).AssertOk();
        Assert.That((string?)player.Body["iceServers"]![1]!["username"], Does.EndWith(":ada"));
        HttpAnswer stranger = (await HttpAnswer.OfAsync(Http, "GET", address, null, null)).AssertOk();
        Assert.That(stranger.Body["iceServers"]!.Count(), Is.EqualTo(1));
        Assert.That(stranger.Body.ToString(), Does.Not.Contain("turn"));
        await HttpAnswer.OfAsync(Http, "GET", address, "nonsense", null).IsRefusedAsync(401, "unauthorized");
    });

    [TestCase("POST", "generate-ice-servers", """{"ttl":0}""", 406, "invalid_params")]
    [TestCase("POST", "generate-ice-servers", """{"ttl":172801}""", 406, "invalid_params")]
    [TestCase("POST", "generate-ice-servers", """{"ttl":"long"}""", 400, "decoding_error")]
    [TestCase("GET", "generate-ice-servers", null, 404, "not_found")]
    public void ABadRequest_IsRefused(string method, string path, string? body, int status, string code) =>
        Run(() => HttpAnswer.OfAsync(Http, method, $"{Keys}/{path}", AppSecret, body).IsRefusedAsync(status, code));

    [Test]
    public void WithoutTheSecretOrTheKey_NothingIsHandedOut() => Run(async () =>
    {
        await HttpAnswer.OfAsync(Http, "POST", $"{Keys}/generate-ice-servers", "wrong", null)
            .IsRefusedAsync(401, "unauthorized");
        string other = $"{Server.Web}v1/turn/keys/other/credentials/generate-ice-servers";
        await HttpAnswer.OfAsync(Http, "POST", other, AppSecret, null).IsRefusedAsync(404, "not_found");
    });

    [Test]
    public void RevokingWhatIsSigned_SaysWhatToConfigure() => Run(async () =>
    {
        HttpAnswer answer = await HttpAnswer.OfAsync(Http, "POST", $"{Keys}/1700000000:ada/revoke", AppSecret, null);
        answer.AssertRefused(406, "invalid_params");
        Assert.That(answer.ErrorDescription, Does.Contain("EARSHOT_TURN_DATABASE"));
    });

    [Test]
    public void ADatabaseThatCannotBeWritten_IsOneSentence()
    {
        var turn = new TurnOptions { Database = "/nowhere/at/all/turndb", Realm = "r" };
        var options = new ServerOptions { IsDevelopment = true, Port = 0, UdpPort = 0, Turn = turn };
        StartException e = Assert.Throws<StartException>(() => Run(() => EarshotServer.StartAsync(options)))!;
        Assert.That(e.Message, Does.Match(@"^coturn's database /nowhere/at/all/turndb .*\.$"));
    }

    [Test]
    public void TurnOptionsThatMakeNoSense_AreASentence()
    {
        var console = new IPEndPoint(IPAddress.Loopback, 5766);
        Assert.That(Problem(new() { Secret = "s", Database = "d" }), Does.Contain("signed or stored, not both"));
        Assert.That(Problem(new() { Database = "d" }), Does.Contain("EARSHOT_TURN_REALM"));
        Assert.That(Problem(new() { Secret = "s", Console = console }), Does.Contain("EARSHOT_TURN_DATABASE"));
        Assert.That(Problem(new() { Database = "d", Realm = "r", Console = console }), Does.Contain("cli-password"));
        Assert.That(Problem(new() { Database = "d", Realm = "r" }), Is.Empty);

        static string Problem(TurnOptions turn) => new ServerOptions { IsDevelopment = true, Turn = turn }.Problem;
    }

    [TestCase("http://relay.example.com", "secret", "is no ICE server")]
    [TestCase("turn:relay.example.com", "", "wants credentials")]
    public void OptionsThatMakeNoSense_AreASentence(string url, string secret, string sentence)
    {
        var turn = new TurnOptions { Secret = secret };
        var options = new ServerOptions { IsDevelopment = true, IceUrls = [url], Turn = turn };
        Assert.That(options.Problem, Does.Contain(sentence));
    }
}
