using System.Collections.Generic;
using NUnit.Framework;
using UnityEngine;
using UnityStandIn;

namespace Earshot.Tests;

public sealed class InspectorTests : Scenario
{
    /// <summary>The stand-in finds inspectors in loaded assemblies only; nothing else here names this one.</summary>
    [OneTimeSetUp]
    public void LoadInspectors() => Assert.That(typeof(VoiceInspector).Assembly, Is.Not.Null);

    [Test]
    public void VoiceInspector_ShowsTheLevelAndWhyNothingIsHeard()
    {
        Voice mine = null!;
        using var stage = new Stage(new WorldOptions(), () => mine = new GameObject("Me").AddComponent<Voice>());
        IReadOnlyList<string> lines = stage.Ask(() => Inspector.Draw(mine));
        Assert.That(lines, Has.Some.StartsWith("silent ["));
        Assert.That(lines, Has.Some.Contain("There is no VoiceRoom in the scene."));
    }

    [Test]
    public void VoiceInspector_ShowsARemotePlayersDelay()
    {
        using Talker ada = Enter("ada", 440);
        Voice voice = null!;
        using var stage = new Stage(new WorldOptions(), () =>
        {
            var room = new GameObject("Room").AddComponent<VoiceRoom>();
            room.ServerUrl = Server.Web.ToString();
            room.RoomName = "hall";
            voice = new GameObject("Ada").AddComponent<Voice>();
            voice.PlayerId = "ada";
        });
        Until(() => stage.HearsSomething, "ada is heard", () => stage.Ask(() => voice.Problem));
        IReadOnlyList<string> lines = stage.Ask(() => Inspector.Draw(voice));
        Assert.That(lines, Has.Some.EqualTo("Player: ada (ada)"));
        Assert.That(lines, Has.Some.StartsWith("Delay: "));
    }

    [Test]
    public void VoiceRoomInspector_ShowsStateAndProblem()
    {
        VoiceRoom room = null!;
        using var stage = new Stage(new WorldOptions { LogSink = (_, _, _) => { } }, () =>
        {
            room = new GameObject("Room").AddComponent<VoiceRoom>();
            room.ServerUrl = "http://127.0.0.1:1";
        });
        Until(() => stage.Ask(() => room.Problem.Value).Length > 0, "something is wrong", () => "nothing");
        IReadOnlyList<string> lines = stage.Ask(() => Inspector.Draw(room));
        Assert.That(lines, Has.Some.EqualTo("State: Connecting"));
        Assert.That(lines, Has.Some.Contain("No voice server answers"));
    }
}
