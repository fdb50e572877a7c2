using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Realtime;
using Earshot.Rtc;
using Earshot.Rtc.Wire;
using Earshot.Server;
using NUnit.Framework;

namespace Earshot.Tests;

/// <summary>What every engine behind <see cref="IRtcPeer"/> does with the embedded SFU: the order of its exchanges is
/// Cloudflare's, whose offers are lite, name sections by numbers of its own and stop them one by one.</summary>
public abstract class EngineThroughSfuSuite
{
    private const string Secret = "a-secret-of-these-tests-and-of-nothing-else";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private EarshotServer _server = null!;

    protected abstract IRtcPeer CreateEngine();

    [OneTimeSetUp]
    public void Start() => Run(async () => _server = await EarshotServer.StartAsync(new ServerOptions
    {
        IsDevelopment = true,
        Port = 0,
        UdpPort = 0,
        AppId = "app",
        AppSecret = Secret,
    }));

    [OneTimeTearDown]
    public void Stop() => Run(async () => await _server.DisposeAsync());

    [Test]
    public void TwoPlayers_HearEachOther() => Run(async () =>
    {
        using EngineSession ada = await OpenAsync();
        using EngineSession ben = await OpenAsync();
        Mid adaSays = await PublishAsync(ada, "ada");
        Mid benSays = await PublishAsync(ben, "ben");
        Mid benHears = (await ben.PullAsync(ada, "ada"))[0];
        Mid adaHears = (await ada.PullAsync(ben, "ben"))[0];
        await HearsAsync(ben, benHears, ada, adaSays, "I am Ada");
        await HearsAsync(ada, adaHears, ben, benSays, "I am Ben");
    });

    [Test]
    public void TenTracks_ComeEachOnItsSection() => Run(async () =>
    {
        using EngineSession ada = await OpenAsync();
        using EngineSession ben = await OpenAsync();
        string[] names = [.. Enumerable.Range(0, 10).Select(i => $"track-{i}")];
        var said = new List<Mid>();
        foreach (string name in names) said.Add(await PublishAsync(ada, name));
        Mid[] heard = await ben.PullAsync(ada, names);
        for (int i = 0; i < names.Length; i++) await HearsAsync(ben, heard[i], ada, said[i], names[i]);
    });

    [Test]
    public void BreakoutAndBack_OnOneConnection() => Run(async () =>
    {
        using EngineSession ada = await OpenAsync();
        using EngineSession ben = await OpenAsync();
        Mid benSays = await PublishAsync(ben, "ben");
        var said = new Dictionary<string, Mid>();
        foreach (string name in new[] { "hall-1", "hall-2", "table-1", "table-2" })
            said[name] = await PublishAsync(ada, name);
        Mid adaHears = (await ada.PullAsync(ben, "ben"))[0];
        string[] places = ["hall", "table", "hall", "table"];
        Mid[] last = [];
        foreach (string place in places)
        {
            Mid[] heard = await ben.PullAsync(ada, $"{place}-1", $"{place}-2");
            if (last.Length > 0) await ben.CloseAsync(last);
            for (int i = 0; i < heard.Length; i++)
                await HearsAsync(ben, heard[i], ada, said[$"{place}-{i + 1}"], $"{place}-{i + 1}");
            await HearsAsync(ada, adaHears, ben, benSays, "still here");
            last = heard;
        }
    });

    [Test]
    public void TrackClosedAndPublishedAgain_IsHeardAgain() => Run(async () =>
    {
        using EngineSession ada = await OpenAsync();
        using EngineSession ben = await OpenAsync();
        await PublishAsync(ada, "music");
        Mid mic = await PublishAsync(ada, "mic");
        await ada.CloseAsync(mic);
        mic = await PublishAsync(ada, "mic");
        Mid heard = (await ben.PullAsync(ada, "mic"))[0];
        await HearsAsync(ben, heard, ada, mic, "again");
    });

    private async Task<EngineSession> OpenAsync() =>
        await EngineSession.OpenAsync(_server.Api, Secret, CreateEngine());

    // The SFU holds a pull back until its publisher has been heard.
    private static async Task<Mid> PublishAsync(EngineSession session, string name)
    {
        Mid mid = await session.PublishAsync(name);
        await Until(
            () => session.Engine.State == PeerState.Connected && session.Say(mid, "hm"),
            () => $"{name} may speak, in state {session.Engine.State}: {session.Engine.CloseDetail}");
        return mid;
    }

    private static async Task HearsAsync(
        EngineSession listener, Mid heard, EngineSession speaker, Mid said, string word)
    {
        await Until(
            () => speaker.Say(said, word) && listener.Heard(heard).Contains(word),
            () => $"'{word}' is heard; instead: {string.Join(", ", listener.Heard(heard).Distinct())}");
        string[] others = [.. listener.Heard(heard).Where(other => other != word && other != "hm")];
        Assert.That(others, Is.Empty, $"section {heard} carries '{word}' alone");
    }

    private static async Task Until(Func<bool> happened, Func<string> what)
    {
        DateTime giveUp = DateTime.UtcNow + Patience;
        while (!happened())
        {
            if (DateTime.UtcNow > giveUp) Assert.Fail($"Never: {what()}.");
            await Task.Delay(10);
        }
    }

    private static void Run(Func<Task> work) => Task.Run(work).GetAwaiter().GetResult();
}
