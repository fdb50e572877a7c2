using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Rooms;
using Earshot.Rooms.Api;
using Earshot.Server;
using NUnit.Framework;

namespace Earshot.Tests;

public sealed class VoiceCrossesTests
{
    private EarshotServer _server = null!;

    [SetUp]
    public void Start() => _server = Run(() => EarshotServer.StartAsync(new ServerOptions
    {
        IsDevelopment = true,
        Port = 0,
        UdpPort = 0,
    }));

    [TearDown]
    public void Stop() => Run(async () =>
    {
        await _server.DisposeAsync();
        return true;
    });

    [Test]
    public void OneSpeaks_TheOtherHears()
    {
        using Talker ada = Enter("ada", 440);
        using Talker bob = Enter("bob", 0);
        Until(() => bob.ShareOf(440) > 0.9, "bob hears ada's tone", bob);
        Assert.That(ada.ShareOf(440), Is.LessThan(0.01), "nobody hears herself");
        RoomFigures figures = bob.Client.Figures;
        TestContext.WriteLine($"join to first heard: {figures.JoinToFirstHeard?.TotalMilliseconds:0} ms, " +
            $"round trip {figures.RoundTrip.TotalMilliseconds:0.0} ms");
    }

    [Test]
    public void SecondJoin_IsHeardWithinAQuarterOfASecond()
    {
        using (Talker warm = Enter("warm", 300))
        using (Talker up = Enter("up", 500))
            Until(() => up.ShareOf(300) > 0.5 && warm.ShareOf(500) > 0.5, "all code has run once", up);
        using Talker ada = Enter("ada", 440);
        Until(() => ada.Client.Local.PacketsSent > 0, "ada speaks", ada);
        using Talker bob = Enter("bob", 0);
        Until(() => bob.Client.Figures.JoinToFirstHeard != null, "bob hears ada", bob);
        double ms = bob.Client.Figures.JoinToFirstHeard!.Value.TotalMilliseconds;
        TestContext.WriteLine($"join to first heard: {ms:0} ms");
        Assert.That(ms, Is.LessThan(1000), "250 ms is the aim; a busy machine gets four times as long");
    }

    private Talker Enter(string id, double hertz) =>
        new(new RoomOptions(_server.Web, "hall") { PlayerId = new PlayerId(id), PlayerName = id }, hertz);

    private static void Until(Func<bool> happened, string what, Talker who)
    {
        var clock = Stopwatch.StartNew();
        while (!happened())
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(20))
            {
                string others = string.Join("; ", who.Client.Voices.Value.Select(
                    v => $"{v.Player.Id}: {v.PacketsReceived} packets, {v.Player.Tracks.Count} tracks. {v.Problem}"));
                Assert.Fail($"Never: {what}. {who.Client.State.Value}. {who.Client.Problem.Value} Others: {others}");
            }

            Thread.Sleep(5);
        }
    }

    private static T Run<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult();
}
