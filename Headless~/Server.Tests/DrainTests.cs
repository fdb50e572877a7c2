using System;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Server;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>A server that is told to stop while people talk.</summary>
public sealed class DrainTests : ServerFixture
{
    [Test]
    public void WhoTalks_TalksOn_TheRoomsAreTold_AndNobodyNewComes() => Run(async () =>
    {
        await using EarshotServer server = await EarshotServer.StartAsync(Options);
        using SfuClient ada = await new SfuClient(Http, server.Api, AppSecret).OpenAsync();
        using SfuClient ben = await new SfuClient(Http, server.Api, AppSecret).OpenAsync();
        string mic = (await ada.PublishAsync("mic"))[0];
        await ada.ConnectedAsync();
        ada.Send(mic, 1);
        string voice = await ben.PullOneAsync(ada.SessionId, "mic");
        await ben.ConnectedAsync();
        string token = server.MintToken("hall", "ada");
        var (room, _) = await RoomSocket.JoinAsync(server.Rooms, "hall", token);

        Task draining = server.DrainAsync(TimeSpan.FromSeconds(30));
        Assert.That(await room.ReceiveAsync(), Is.Null, "a close, not a broken connection");
        Assert.That(room.CloseReason, Is.EqualTo("The server is closing. Join again."));
        HttpAnswer health = await HttpAnswer.OfAsync(Http, "GET", $"{server.Web}healthz", null, null);
        Assert.That((health.Status, (string?)health.Body["status"]), Is.EqualTo((503, "draining")));
        await HttpAnswer.OfAsync(Http, "POST", $"{server.Api}/sessions/new", AppSecret, null)
            .IsRefusedAsync(503, "temporarily_unavailable_error");
        Assert.That(async () => await RoomSocket.OpenAsync(server.Rooms, "hall"), Throws.Exception);
        ada.Send(mic, 10);
        await ben.ReceivesAsync(voice, 10);
        Assert.That(draining.IsCompleted, Is.False);

        foreach (SfuClient client in new[] { ada, ben })
        {
            await server.Sfu.RunAsync(now =>
            {
                server.Sfu.Find(new SessionId(client.SessionId))!.End(now);
                return true;
            });
        }

        await draining.WaitAsync(TimeSpan.FromSeconds(5));
        await room.DisposeAsync();
    });

    [Test]
    public void WhoStaysTooLong_IsWaitedForNoLonger() => Run(async () =>
    {
        await using EarshotServer server = await EarshotServer.StartAsync(Options);
        using SfuClient ada = await new SfuClient(Http, server.Api, AppSecret).OpenAsync();
        await server.DrainAsync(TimeSpan.FromMilliseconds(300)).WaitAsync(TimeSpan.FromSeconds(5));
        (await ada.CallAsync("GET", "sessions/{id}", null)).AssertOk();
    });
}
