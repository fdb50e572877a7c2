using System;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Server;
using Newtonsoft.Json.Linq;
using NUnit.Framework;

namespace Earshot.Tests;

public sealed class RoomTests : ServerFixture
{
    /// <summary>{"sub":"a","room":"room","exp":9999999999}</summary>
    private const string Claims = "eyJzdWIiOiJhIiwicm9vbSI6InJvb20iLCJleHAiOjk5OTk5OTk5OTl9";

    private int _rooms;

    protected override ServerOptions Options => new()
    {
        IsDevelopment = true,
        Port = 0,
        UdpPort = 0,
        AppSecret = AppSecret,
        RoomMessagesPerSecond = 10_000,
    };

    [Test]
    public void Join_IsWelcomedWithEverybody() => Run(async () =>
    {
        string room = NewRoom();
        var (ada, alone) = await JoinAsync(room, "ada", "Ada");
        var (ben, both) = await JoinAsync(room, "ben", "Ben");
        JObject seen = await ada.ReceiveAsync("player");

        Assert.That((string?)alone["playerId"], Is.EqualTo("ada"));
        Assert.That((string?)alone["room"], Is.EqualTo(room));
        Assert.That((double)both["roomTime"]!, Is.GreaterThan((double)alone["roomTime"]!));
        Assert.That(Ids(alone), Is.EqualTo(new[] { "ada" }), "a player sees itself");
        Assert.That(Ids(both), Is.EquivalentTo(new[] { "ada", "ben" }));
        Assert.That((string?)seen["player"]!["name"], Is.EqualTo("Ben"));
        Assert.That(seen["player"]!["sessionId"], Is.Null, "nothing is published yet");
        await ada.DisposeAsync();
        await ben.DisposeAsync();
    });

    [Test]
    public void Tracks_ReachTheOthersAndWhoComesLater() => Run(async () =>
    {
        string room = NewRoom();
        var (ada, _) = await JoinAsync(room, "ada");
        var (ben, _) = await JoinAsync(room, "ben");
        await ada.SendAsync(Tracks("session-1", "mic", muted: true));
        JObject seen = await ben.ReceiveAsync("player");
        var (cleo, welcome) = await JoinAsync(room, "cleo");

        JToken late = welcome["players"]!.Single(player => (string?)player["id"] == "ada");
        foreach (JToken player in new[] { seen["player"]!, late })
        {
            Assert.That((string?)player["sessionId"], Is.EqualTo("session-1"));
            Assert.That((string?)player["tracks"]![0]!["trackName"], Is.EqualTo("mic"));
            Assert.That((bool)player["tracks"]![0]!["muted"]!, Is.True);
        }

        foreach (RoomSocket socket in new[] { ada, ben, cleo }) await socket.DisposeAsync();
    });

    [Test]
    public void Leave_IsToldAndTheRoomIsForgottenWithItsLastPlayer() => Run(async () =>
    {
        string room = NewRoom();
        var (ada, _) = await JoinAsync(room, "ada");
        var (ben, _) = await JoinAsync(room, "ben");
        await ben.SendAsync("""{"type":"leave"}""");
        await ada.ReceiveAsync("player");
        JObject left = await ada.ReceiveAsync("left");
        Assert.That((string?)left["playerId"], Is.EqualTo("ben"));
        Assert.That(await ben.ReceiveAsync(), Is.Null, "the server closes after a leave");
        await ada.SendAsync("""{"type":"leave"}""");
        Assert.That(await ada.ReceiveAsync(), Is.Null);

        var (again, welcome) = await JoinAsync(room, "ada");
        Assert.That((double)welcome["roomTime"]!, Is.LessThan(1), "it is a new room");
        await again.DisposeAsync();
    });

    [Test]
    public void AConnectionThatBreaks_IsALeave() => Run(async () =>
    {
        string room = NewRoom();
        var (ada, _) = await JoinAsync(room, "ada");
        var (ben, _) = await JoinAsync(room, "ben");
        await ada.ReceiveAsync("player");
        ben.Abort();
        Assert.That((string?)(await ada.ReceiveAsync("left"))["playerId"], Is.EqualTo("ben"));
        await ada.DisposeAsync();
    });

    [Test]
    public void JoiningAgain_ReplacesTheOlderConnection() => Run(async () =>
    {
        string room = NewRoom();
        var (ben, _) = await JoinAsync(room, "ben");
        var (older, _) = await JoinAsync(room, "ada");
        await ben.ReceiveAsync("player");
        await older.SendAsync(Tracks("session-1", "mic"));
        await ben.ReceiveAsync("player");
        var (newer, welcome) = await JoinAsync(room, "ada");

        await older.ReceiveRefusalAsync("replaced");
        Assert.That(Ids(welcome), Is.EquivalentTo(new[] { "ada", "ben" }));
        JObject seen = await ben.ReceiveAsync("player");
        Assert.That(seen["player"]!["tracks"]!.Any(), Is.False, "the new connection publishes nothing yet");
        await newer.SendAsync("""{"type":"ping","id":7}""");
        Assert.That((int)(await newer.ReceiveAsync("pong"))["id"]!, Is.EqualTo(7));
        foreach (RoomSocket socket in new[] { older, newer, ben }) await socket.DisposeAsync();
    });

    [Test]
    public void APlayerWhoIsReplaced_DoesNotTakeTheNewOneAlong() => Run(async () =>
    {
        string room = NewRoom();
        var (older, _) = await JoinAsync(room, "ada");
        var (newer, _) = await JoinAsync(room, "ada");
        await older.ReceiveRefusalAsync("replaced");
        await older.DisposeAsync();
        var (ben, welcome) = await JoinAsync(room, "ben");
        Assert.That(Ids(welcome), Is.EquivalentTo(new[] { "ada", "ben" }));
        await newer.DisposeAsync();
        await ben.DisposeAsync();
    });

    [Test]
    public void ATokenOfAnotherKey_IsInvalid() =>
        Run(() => JoinIsRefusedAsync("room", $"eyJhbGciOiJIUzI1NiJ9.{Claims}.c2lnbmF0dXJl", "invalid_token"));

    [Test]
    public void AnUnsignedToken_IsInvalid() =>
        Run(() => JoinIsRefusedAsync("room", $"eyJhbGciOiJub25lIn0.{Claims}.", "invalid_token"));

    [Test]
    public void WhatIsNoToken_IsInvalid() => Run(() => JoinIsRefusedAsync("room", "hello", "invalid_token"));

    [Test]
    public void AnOldToken_IsExpired() => Run(() => JoinIsRefusedAsync(
        "room", Server.MintToken("room", "ada", lifetime: TimeSpan.FromMinutes(-1)), "expired_token"));

    [Test]
    public void ATokenForAnotherRoom_IsAnUnknownRoom() => Run(() => JoinIsRefusedAsync(
        "kitchen", Server.MintToken("garden", "ada"), "unknown_room"));

    [Test]
    public void ARoomWithABadName_IsAnUnknownRoom() => Run(() => JoinIsRefusedAsync(
        "two%20words", Server.MintToken("two words", "ada"), "unknown_room"));

    [TestCase("not json")]
    [TestCase("{\"type\":\"dance\"}")]
    [TestCase("{\"type\":\"ping\",\"id\":\"one\"}")]
    [TestCase("{\"type\":\"tracks\",\"tracks\":{}}")]
    [TestCase("[]")]
    public void AMalformedMessage_EndsOnlyItsOwnConnection(string text) => Run(async () =>
    {
        string room = NewRoom();
        var (ada, _) = await JoinAsync(room, "ada");
        var (ben, _) = await JoinAsync(room, "ben");
        await ada.ReceiveAsync("player");
        await ben.SendAsync(text);
        await ben.ReceiveRefusalAsync("invalid_message");
        await ada.ReceiveAsync("left");
        await ada.SendAsync("""{"type":"ping","id":1}""");
        await ada.ReceiveAsync("pong");
        await ada.DisposeAsync();
        await ben.DisposeAsync();
    });

    [Test]
    public void ALongMessage_IsRefused() => Run(async () =>
    {
        var (ada, _) = await JoinAsync(NewRoom(), "ada");
        await ada.SendAsync($$"""{"type":"leave","x":"{{new string('x', 16 * 1024)}}"}""");
        await ada.ReceiveRefusalAsync("invalid_message");
        await ada.DisposeAsync();
    });

    [Test]
    public void ABinaryMessage_IsRefused() => Run(async () =>
    {
        var (ada, _) = await JoinAsync(NewRoom(), "ada");
        await ada.SendBinaryAsync([1, 2, 3]);
        await ada.ReceiveRefusalAsync("invalid_message");
        await ada.DisposeAsync();
    });

    [Test]
    public void TheFirstMessageMustBeAJoinOfProtocol1() => Run(async () =>
    {
        foreach (string first in new[] { """{"type":"leave"}""", """{"type":"join","protocol":2,"token":"x"}""" })
        {
            await using RoomSocket socket = await RoomSocket.OpenAsync(Server.Rooms, "room");
            await socket.SendAsync(first);
            await socket.ReceiveRefusalAsync("invalid_message");
        }
    });

    [Test]
    public void WhoMayNotPublish_MayNotAnnounceTracks() => Run(async () =>
    {
        string room = NewRoom();
        string token = Server.MintToken(room, "ada", mayPublish: false);
        var (ada, _) = await RoomSocket.JoinAsync(Server.Rooms, room, token);
        await ada.SendAsync("""{"type":"tracks","tracks":[]}""");
        await ada.SendAsync(Tracks("session-1", "mic"));
        await ada.ReceiveRefusalAsync("invalid_message");
        await ada.DisposeAsync();
    });

    [Test]
    public void TheTwoHundredAndFirst_FindsTheRoomFull() => Run(async () =>
    {
        string room = NewRoom();
        var sockets = new System.Collections.Generic.List<RoomSocket>();
        for (int i = 0; i < 200; i++) sockets.Add((await JoinAsync(room, $"player-{i}")).Socket);
        await JoinIsRefusedAsync(room, Server.MintToken(room, "one-more"), "room_full");
        foreach (RoomSocket socket in sockets) socket.Abort();
    });

    [Test]
    public void WhoDoesNotListen_IsDroppedAndDelaysNobody() => Run(async () =>
    {
        string room = NewRoom();
        var (deaf, _) = await JoinAsync(room, "deaf");
        var (ada, _) = await JoinAsync(room, "ada");
        var (ben, _) = await JoinAsync(room, "ben");
        string big = Tracks("session-1", new string('n', 15_000));
        JObject message = await ada.ReceiveAsync("player");
        for (int i = 0; i < 5000 && (string?)message["type"] == "player"; i++)
        {
            await ben.SendAsync(big);
            message = (await ada.ReceiveAsync())!;
        }

        Assert.That((string?)message["playerId"], Is.EqualTo("deaf"));
        foreach (RoomSocket socket in new[] { deaf, ada, ben }) socket.Abort();
    });

    [Test]
    public void ARoomOverPlainHttp_SaysWhatToDo() => Run(() =>
        HttpAnswer.OfAsync(Http, "GET", $"{Server.Web}rooms/x", null, null).IsRefusedAsync(426, "upgrade_required"));

    private async Task JoinIsRefusedAsync(string room, string token, string code)
    {
        await using RoomSocket socket = await RoomSocket.OpenAsync(Server.Rooms, room);
        await socket.SendAsync(new JObject { ["type"] = "join", ["protocol"] = 1, ["token"] = token }.ToString());
        JObject error = await socket.ReceiveRefusalAsync(code);
        Assert.That((string?)error["message"], Does.Not.Contain(token), "a token never comes back");
    }

    private Task<(RoomSocket Socket, JObject Welcome)> JoinAsync(string room, string player, string? name = null) =>
        RoomSocket.JoinAsync(Server.Rooms, room, Server.MintToken(room, player, name));

    private string NewRoom() => $"room-{++_rooms}";

    private static string[] Ids(JObject welcome) =>
        welcome["players"]!.Select(player => (string)player["id"]!).ToArray();

    private static string Tracks(string session, string name, bool muted = false) => new JObject
    {
        ["type"] = "tracks",
        ["sessionId"] = session,
        ["tracks"] = new JArray(new JObject { ["trackName"] = name, ["kind"] = "audio", ["muted"] = muted }),
    }.ToString();
}
