using System;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Earshot.Io;
using Earshot.Server;
using Earshot.Server.Turn;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Credentials that our server writes into coturn's database, and takes back out of it.</summary>
public sealed class TurnRevocationTests
{
    private const string Secret = "a-secret-of-these-tests-and-of-nothing-else";

    private Coturn _coturn = null!;
    private EarshotServer _server = null!;
    private HttpClient _http = null!;

    [OneTimeSetUp]
    public void RequireCoturn() => Coturn.Require();

    [SetUp]
    public void Start() => Run(async () =>
    {
        _coturn = new Coturn();
        _http = new HttpClient();
        _http.DefaultRequestHeaders.Authorization = new("Bearer", Secret);
        _server = await EarshotServer.StartAsync(new ServerOptions
        {
            Port = 0,
            UdpPort = 0,
            AppSecret = Secret,
            Addresses = [IPAddress.Loopback],
            IceUrls = [_coturn.Url],
            Turn = new TurnOptions
            {
                Database = _coturn.Database,
                Realm = Coturn.Realm,
                Console = _coturn.Console,
                ConsolePassword = Coturn.ConsolePassword,
            },
        });
    });

    [TearDown]
    public void Stop() => Run(async () =>
    {
        await _server.DisposeAsync();
        _http.Dispose();
        _coturn.Dispose();
    });

    [Test]
    public void ARevokedCredential_OpensNothing_AndItsAllocationEnds_AnothersLivesOn() => Run(async () =>
    {
        IceServer first = await CredentialAsync(600), second = await CredentialAsync(600);
        using TricklingPeer ada = Relayed(first), ben = Relayed(second);

        Assert.That(await RevokeAsync(first.Username), Is.EqualTo(204));
        Assert.That(() => _coturn.Log, Does.Match(Ended(first)).After(5000, 20));
        using var late = new TricklingPeer(first);
        Assert.That(() => late.Driver.ServerFaults, Is.Not.Empty.After(5000, 10));
        Assert.That(late.Driver.ServerFaults[0], Does.Contain("WrongCredentials"));
        Assert.That(HasRelay(late), Is.False);

        using TricklingPeer again = Relayed(second);
        Assert.That(_coturn.Log, Does.Not.Match(Ended(second)));
        Assert.That(await RevokeAsync(first.Username), Is.EqualTo(404), "it is gone");
        Assert.That(await RevokeAsync("anna"), Is.EqualTo(404), "who we did not make we do not end");
    });

    [Test]
    public void AnExpiredCredential_IsCleanedOut() => Run(async () =>
    {
        IceServer brief = await CredentialAsync(1);
        Relayed(brief).Dispose();
        await Task.Delay(1500);
        await CredentialAsync(600);
        using var late = new TricklingPeer(brief);
        Assert.That(() => late.Driver.ServerFaults, Is.Not.Empty.After(5000, 10));
        Assert.That(late.Driver.ServerFaults[0], Does.Contain("WrongCredentials"));
    });

    private TricklingPeer Relayed(IceServer server)
    {
        var peer = new TricklingPeer(server);
        Assert.That(() => HasRelay(peer), Is.True.After(5000, 10), _coturn.Log);
        return peer;
    }

    private static bool HasRelay(TricklingPeer peer) => peer.Driver.Run((p, _) => p.Ice.LocalCandidates.Count > 0);

    private static string Ended(IceServer server) =>
        $@"closed .*user <{server.Username}> .*reason: Forceful shutdown";

    private async Task<IceServer> CredentialAsync(int ttl)
    {
        using HttpResponseMessage response = await PostAsync("generate-ice-servers", $$"""{"ttl":{{ttl}}}""");
        JToken turn = JObject.Parse(await response.Content.ReadAsStringAsync())["iceServers"]![0]!;
        return new IceServer([(string)turn["urls"]![0]!], (string)turn["username"]!, (string)turn["credential"]!);
    }

    private async Task<int> RevokeAsync(string username)
    {
        using HttpResponseMessage response = await PostAsync($"{username}/revoke", "");
        return (int)response.StatusCode;
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) => _http.PostAsync(
        $"{_server.Web}v1/turn/keys/earshot/credentials/{path}", new StringContent(body));

    private static void Run(Func<Task> work) => Task.Run(work).GetAwaiter().GetResult();
}
