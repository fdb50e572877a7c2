using System.Linq;
using System.Net.Http;
using Earshot.Rtc.Sdp;
using Earshot.Server;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>Publishing and watching with nothing but HTTP and SDP (RFC 9725).</summary>
public sealed class WhipTests : ServerFixture
{
    private const string Fragment = "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
        + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=candidate:1 1 udp 2130706431 192.0.2.1 4242 typ host\r\n";

    private const string FragmentType = "application/trickle-ice-sdpfrag";

    protected override ServerOptions Options => new()
    {
        Port = 0,
        UdpPort = 0,
        AppSecret = AppSecret,
        Addresses = [System.Net.IPAddress.Loopback],
        IceUrls = ["stun:relay.example.com", "turn:relay.example.com"],
        Turn = new Earshot.Server.Turn.TurnOptions { Username = "all", Credential = "open" },
    };

    [Test]
    public void WhoPublishesByWhip_IsAPlayerOfTheRoom_UntilItEnds() => Run(async () =>
    {
        string token = Server.MintToken("hall", "ada");
        var (room, _) = await RoomSocket.JoinAsync(Server.Rooms, "hall", token);
        using WhipClient radio = Client("hall", "radio");
        await radio.OpenAsync("whip/hall/radio", Direction.SendOnly, 2);
        await radio.Media.ConnectedAsync();
        await room.ReceiveAsync("player");
        JToken player = (await room.ReceiveAsync("player"))["player"]!;
        Assert.That((string?)player["id"], Is.EqualTo("radio"));
        Assert.That(player["tracks"]!.Select(track => $"{track["trackName"]} {track["kind"]}"),
            Is.EqualTo(new[] { "radio-audio audio", "radio-audio-2 audio" }));

        radio.Media.Send("0", 1);
        using SfuClient ada = await new SfuClient(Http, Server.PartyTracks, token).OpenAsync();
        string voice = await ada.PullOneAsync((string)player["sessionId"]!, "radio-audio");
        await ada.ConnectedAsync();
        radio.Media.Send("0", 10);
        await ada.ReceivesAsync(voice, 10);

        Assert.That(await radio.EndAsync(), Is.EqualTo(200));
        Assert.That((string?)(await room.ReceiveAsync("left"))["playerId"], Is.EqualTo("radio"));
        Assert.That(await radio.EndAsync(), Is.EqualTo(404), "it is gone");
        Assert.That(await ada.StatesAsync(), Is.EqualTo(new[] { "remote radio-audio inactive" }));
        await room.DisposeAsync();
    });

    [TestCase(true)]
    [TestCase(false)]
    public void WhoWatchesByWhep_HearsAPlayer(bool byAnOffer) => Run(async () =>
    {
        string name = byAnOffer ? "eve" : "ben";
        using WhipClient radio = Client("hall", name);
        await radio.OpenAsync($"whip/hall/{name}", Direction.SendOnly);
        await radio.Media.ConnectedAsync();
        radio.Media.Send("0", 1);
        using WhipClient watcher = Client("hall", "watcher");
        if (byAnOffer) await watcher.OpenAsync($"whep/hall/{name}", Direction.RecvOnly);
        else await watcher.AskAsync($"whep/hall/{name}");
        await watcher.Media.ConnectedAsync();
        radio.Media.Send("0", 10);
        await watcher.Media.ReceivesAsync(byAnOffer ? "0" : "1", 10);
        Assert.That(await watcher.TrickleAsync(null, FragmentType, Fragment), Is.EqualTo(204));
        Assert.That(await watcher.EndAsync(), Is.EqualTo(200));
        Assert.That(await radio.EndAsync(), Is.EqualTo(200));
    });

    [Test]
    public void TheSamePlayerFromElsewhere_EndsTheWhipSession() => Run(async () =>
    {
        using WhipClient radio = Client("yard", "radio");
        await radio.OpenAsync("whip/yard/radio", Direction.SendOnly);
        await radio.Media.ConnectedAsync();
        var (room, _) = await RoomSocket.JoinAsync(Server.Rooms, "yard", Server.MintToken("yard", "radio"));
        await SfuClient.UntilAsync(() => radio.Media.State == Earshot.Rtc.PeerState.Closed);
        Assert.That(await radio.EndAsync(), Is.EqualTo(404));
        await room.DisposeAsync();
    });

    [Test]
    public void Candidates_AreTakenForTheSessionsETag_AndRestartsAreNot() => Run(async () =>
    {
        using WhipClient radio = Client("hall", "trickler");
        await radio.OpenAsync("whip/hall/trickler", Direction.SendOnly);
        Assert.That(await radio.TrickleAsync(radio.ETag, FragmentType, Fragment), Is.EqualTo(204));
        Assert.That(await radio.TrickleAsync(radio.ETag, FragmentType, "hello"), Is.EqualTo(400));
        Assert.That(await radio.TrickleAsync("\"other\"", FragmentType, Fragment), Is.EqualTo(412));
        Assert.That(await radio.TrickleAsync("*", FragmentType, Fragment), Is.EqualTo(422));
        Assert.That(await radio.TrickleAsync(null, FragmentType, Fragment), Is.EqualTo(428));
        Assert.That(await radio.TrickleAsync(radio.ETag, "text/plain", Fragment), Is.EqualTo(415));
        Assert.That(await radio.TrickleAsync(radio.ETag, "application/sdp", "v=0\r\n"), Is.EqualTo(406));
        using HttpResponseMessage read = await radio.SendAsync("GET", $"{radio.Session}", null, "");
        Assert.That((int)read.StatusCode, Is.EqualTo(405));
        Assert.That(read.Content.Headers.Allow, Is.EquivalentTo(new[] { "OPTIONS", "PATCH", "DELETE" }));
    });

    [TestCase("POST", "whip/hall/ada", null, "application/sdp", 401)]
    [TestCase("POST", "whip/hall/ada", "hall ben", "application/sdp", 403)]
    [TestCase("POST", "whip/hall/ada", "yard ada", "application/sdp", 403)]
    [TestCase("POST", "whip/hall/ada", "hall ada", "text/plain", 415)]
    [TestCase("POST", "whip/hall/ada", "hall ada", "application/sdp", 406)]
    [TestCase("POST", "whep/hall/nobody", "hall ada", "application/sdp", 404)]
    [TestCase("POST", "whep/hall/nobody", "yard ada", "application/sdp", 403)]
    [TestCase("GET", "whip/hall/ada", "hall ada", "application/sdp", 405)]
    [TestCase("DELETE", "whip/hall/ada/0123", "hall ada", "application/sdp", 404)]
    [TestCase("OPTIONS", "whip/hall/ada", null, "application/sdp", 204)]
    public void WhatIsWrong_IsSaidByTheStatus(string method, string path, string? token, string type, int status) =>
        Run(async () =>
        {
            string[] who = token?.Split(' ') ?? [];
            using WhipClient client = token == null
                ? new WhipClient(Http, Server.Web, null)
                : Client(who[0], who[1]);
            using HttpResponseMessage response = await client.SendAsync(method, path, type, "hello");
            Assert.That((int)response.StatusCode, Is.EqualTo(status));
            if (status == 401) Assert.That($"{response.Headers.WwwAuthenticate}", Is.EqualTo("Bearer"));
            if (status == 204) Assert.That(response.Headers.GetValues("Accept-Post"), Is.EqualTo(new[] { type }));
        });

    [Test]
    public void TheAnswer_NamesIceServers_AndPagesOfAnyOriginMayReadIt() => Run(async () =>
    {
        using WhipClient radio = Client("hall", "linked");
        Http.DefaultRequestHeaders.TryAddWithoutValidation("Origin", "https://player.example.com");
        using HttpResponseMessage response =
            await radio.SendAsync("POST", "whip/hall/linked", "application/sdp", radio.Media.Offer());
        Http.DefaultRequestHeaders.Remove("Origin");
        Assert.That(response.Headers.GetValues("Link"), Is.EqualTo(new[]
        {
            "<stun:relay.example.com>; rel=\"ice-server\"",
            "<turn:relay.example.com>; rel=\"ice-server\"; username=\"all\"; credential=\"open\"; "
                + "credential-type=\"password\"",
        }));
        Assert.That(response.Headers.GetValues("Access-Control-Allow-Origin").Single(), Is.EqualTo("*"));
        Assert.That(response.Headers.GetValues("Access-Control-Expose-Headers").Single(), Does.Contain("Location"));
    });

    private WhipClient Client(string room, string player) =>
        new(Http, Server.Web, Server.MintToken(room, player));
}
