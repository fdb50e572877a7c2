using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;
using Earshot.Rtc.Wire;
using Earshot.Server;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

public sealed class HostTests : ServerFixture
{
    [Test]
    public void Healthz_IsOk() => Run(async () =>
        Assert.That((string?)(await GetAsync("healthz")).AssertOk().Body["status"], Is.EqualTo("ok")));

    [Test]
    public void TheReadyLine_HasEveryAddress()
    {
        JObject line = JObject.Parse(Server.ReadyLine);
        int port = Server.Web.Port;
        Assert.That(Server.ReadyLine, Does.Not.Contain("\n"));
        Assert.That((bool)line["ready"]!, Is.True);
        Assert.That((string?)line["base"], Is.EqualTo($"http://127.0.0.1:{port}/v1/apps/app"));
        Assert.That((string?)line["partytracks"], Is.EqualTo($"http://127.0.0.1:{port}/partytracks"));
        Assert.That((string?)line["rooms"], Is.EqualTo($"ws://127.0.0.1:{port}/rooms"));
        Assert.That((string?)line["tokens"], Is.EqualTo($"http://127.0.0.1:{port}/tokens"));
        Assert.That((string?)line["web"], Is.EqualTo($"http://127.0.0.1:{port}/"));
        Assert.That((string?)line["udp"], Is.EqualTo($"127.0.0.1:{Server.Udp[0].Port}"));
        Assert.That(Server.Udp[0].Port, Is.GreaterThan(0));
    }

    [Test]
    public void ACorrelationId_IsLoggedBesideTheSession_AndIsNoKey() => Run(async () =>
    {
        using var log = new LogLines();
        await using EarshotServer server = await EarshotServer.StartAsync(new ServerOptions
        {
            IsDevelopment = true,
            Port = 0,
            UdpPort = 0,
            AppSecret = AppSecret,
            Logging = logging => logging.AddProvider(log),
        });
        string address = $"{server.Api}/sessions/new?correlationId=hall%207";
        HttpAnswer one = (await HttpAnswer.OfAsync(Http, "POST", address, AppSecret, null)).AssertOk(201);
        HttpAnswer other = (await HttpAnswer.OfAsync(Http, "POST", address, AppSecret, null)).AssertOk(201);
        Assert.That((string?)other.Body["sessionId"], Is.Not.EqualTo((string?)one.Body["sessionId"]));
        Assert.That(log.Lines, Does.Contain($"Session {one.Body["sessionId"]} is hall 7"));
    });

    [Test]
    public void AnUnknownAddress_IsJsonToo() => Run(() => GetAsync("nowhere").IsRefusedAsync(404, "not_found"));

    [Test]
    public void LocalPages_MayCallInDevelopment_OthersNot() => Run(async () =>
    {
        Assert.That(await AllowedOriginAsync("http://localhost:5173"), Is.EqualTo("http://localhost:5173"));
        Assert.That(await AllowedOriginAsync("https://127.0.0.1"), Is.EqualTo("https://127.0.0.1"));
        Assert.That(await AllowedOriginAsync("https://example.com"), Is.Null);
        Assert.That(await AllowedOriginAsync("https://localhost.example.com"), Is.Null);
    });

    [TestCase("GET", "generate-ice-servers")]
    [TestCase("POST", "sessions/new")]
    [TestCase("PUT", "sessions/x/renegotiate")]
    [TestCase("PUT", "sessions/x/tracks/close")]
    public void APreflight_AllowsTheMethodAndTheHeaders(string method, string path) => Run(async () =>
    {
        using HttpResponseMessage response = await PreflightAsync("http://localhost:5173", method, path);
        Assert.That((int)response.StatusCode, Is.EqualTo(204));
        Assert.That(response.Headers.GetValues("Access-Control-Allow-Methods").Single(), Is.EqualTo(method));
        string headers = response.Headers.GetValues("Access-Control-Allow-Headers").Single();
        Assert.That(headers, Is.EqualTo("authorization,content-type"));
    });

    [Test]
    public void ATakenTcpPort_IsOneSentence()
    {
        var taken = new ServerOptions { IsDevelopment = true, Port = Server.Web.Port, UdpPort = 0 };
        Assert.That(StartFailure(taken), Does.Match($@"^TCP port {Server.Web.Port} .* by --port\.$"));
    }

    [Test]
    public void ATakenUdpPort_IsOneSentence()
    {
        var taken = new ServerOptions { IsDevelopment = true, Port = 0, UdpPort = Server.Udp[0].Port };
        Assert.That(StartFailure(taken), Does.Match($@"^UDP port {Server.Udp[0].Port} .* by --udp-port\.$"));
    }

    [Test]
    public void WithoutASecret_OnlyDevelopmentStarts()
    {
        Assert.That(StartFailure(new ServerOptions()), Does.StartWith("No app secret is given"));
        Assert.That(StartFailure(new ServerOptions { AppSecret = "short" }), Does.Contain("at least 32"));
    }

    [Test]
    public void DevelopmentBeyondThisMachine_IsRefused()
    {
        var options = new ServerOptions { IsDevelopment = true, Addresses = [IPAddress.Parse("192.0.2.1")] };
        Assert.That(StartFailure(options), Does.StartWith("In development"));
    }

    [Test]
    [Platform("Linux", Reason = "Elsewhere 127.0.0.2 must be set up first.")]
    public void EveryAddress_HasASocketOnTheSamePort() => Run(async () =>
    {
        var options = new ServerOptions
        {
            IsDevelopment = true,
            Port = 0,
            UdpPort = 0,
            AppSecret = AppSecret,
            Addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Loopback],
        };
        await using EarshotServer server = await EarshotServer.StartAsync(options);
        Assert.That(server.Udp.Select(udp => udp.Port), Is.All.EqualTo(server.Udp[0].Port));
        foreach (IPEndPoint udp in server.Udp)
        {
            using var stranger = new UdpClient();
            stranger.Send([0xFF, 0xFF], udp);
        }

        Task<long> DroppedAsync() => server.Sfu.RunAsync(_ => server.Sfu.Dropped(DropReason.NotDemuxed));
        await SfuClient.UntilAsync(() => DroppedAsync().Result == 2);
        using SfuClient client = await new SfuClient(Http, server.Api, AppSecret).OpenAsync();
        await client.PublishAsync("mic");
        await client.ConnectedAsync();
    });

    [Test]
    public void AServerThatStopped_FreesItsPorts() => Run(async () =>
    {
        var options = new ServerOptions { IsDevelopment = true, Port = 0, UdpPort = 0 };
        EarshotServer server = await EarshotServer.StartAsync(options);
        (int port, int udp) = (server.Web.Port, server.Udp[0].Port);
        await server.DisposeAsync();
        await using EarshotServer again = await EarshotServer.StartAsync(
            new ServerOptions { IsDevelopment = true, Port = port, UdpPort = udp });
        Assert.That((again.Web.Port, again.Udp[0].Port), Is.EqualTo((port, udp)));
    });

    [Test]
    public void AServerThatStops_EndsItsRooms() => Run(async () =>
    {
        var options = new ServerOptions { IsDevelopment = true, Port = 0, UdpPort = 0 };
        EarshotServer server = await EarshotServer.StartAsync(options);
        var (ada, _) = await RoomSocket.JoinAsync(server.Rooms, "r", server.MintToken("r", "ada"));
        ValueTask stopping = server.DisposeAsync();
        Assert.That(await ada.ReceiveAsync(), Is.Null, "a close, not a broken connection");
        await ada.DisposeAsync();
        await stopping;
    });

    private Task<HttpAnswer> GetAsync(string path) =>
        HttpAnswer.OfAsync(Http, "GET", $"{Server.Web}{path}", null, null);

    private static string StartFailure(ServerOptions options) => Assert.Throws<StartException>(
        () => Run(async () => await (await EarshotServer.StartAsync(options)).DisposeAsync()))!.Message;

    private async Task<HttpResponseMessage> PreflightAsync(string origin, string method, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, $"{Server.PartyTracks}/{path}");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        return await Http.SendAsync(request);
    }

    private async Task<string?> AllowedOriginAsync(string origin)
    {
        using HttpResponseMessage response = await PreflightAsync(origin, "PUT", "sessions/x/renegotiate");
        response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values);
        return values?.Single();
    }
}
