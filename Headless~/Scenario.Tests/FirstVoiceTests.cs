using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Earshot.Samples.FirstVoice;
using NUnit.Framework;
using UnityEngine;
using UnityStandIn;
using Object = UnityEngine.Object;

namespace Earshot.Tests;

public sealed class FirstVoiceTests : Scenario
{
    private readonly List<string> _complaints = [];

    /// <summary>The stand-in finds scripts in loaded assemblies only, and nothing else here names this one.</summary>
    [OneTimeSetUp]
    public void LoadScripts() => Assert.That(typeof(CircleWalk).Assembly, Is.Not.Null);

    [Test]
    public void Scene_LoadsWithoutAWordAndWalksTheSameForAll()
    {
        using Stage ada = Play("ada");
        using Stage bob = Play("bob");
        Until(() => Others(ada) == 1 && Others(bob) == 1, "both see each other", () => string.Join(" ", _complaints));
        Until(() => Apart(ada) > 2.9f && Apart(bob) > 2.9f, "they stand 3 m apart", () => $"{Apart(ada)} m");

        Walk own = Ask(ada, isAda: true);
        Walk seen = Ask(bob, isAda: false);
        double metres = 1.5 * Math.Abs(seen.RoomTime - own.RoomTime) / 12 * 2 * Math.PI;
        Assert.That(Vector3.Distance(own.Ada, seen.Ada), Is.LessThan(metres + 0.1), "bob sees ada where she is");
        Assert.That(Vector3.Distance(own.Ada, -own.Bob), Is.LessThan(0.05), "they stand opposite each other");
        Assert.That(_complaints, Is.Empty);
    }

    private static Walk Ask(Stage stage, bool isAda) => stage.Ask(() =>
    {
        Voice[] voices = Object.FindObjectsByType<Voice>(FindObjectsSortMode.None);
        Vector3 mine = voices.First(voice => voice.IsLocal).transform.position;
        Vector3 other = voices.First(voice => !voice.IsLocal).transform.position;
        double time = Object.FindFirstObjectByType<VoiceRoom>().RoomTime;
        return isAda ? new Walk(mine, other, time) : new Walk(other, mine, time);
    });

    private static int Others(Stage stage) => stage.Ask(() => Object.FindFirstObjectByType<VoiceRoom>().Voices.Count);

    private static float Apart(Stage stage) => stage.Ask(() =>
    {
        Voice[] voices = Object.FindObjectsByType<Voice>(FindObjectsSortMode.None);
        return Vector3.Distance(voices[0].transform.position, voices[1].transform.position);
    });

    private Stage Play(string player)
    {
        string package = FindPackage();
        var options = new WorldOptions
        {
            Name = player,
            Microphone = new Silence(),
            LogSink = (level, message, _) => _complaints.Add($"{player}: {level}: {message}"),
        };
        return new Stage(options, () =>
        {
            AssetIndex assets = AssetIndex.Scan(Path.Combine(package, "Runtime"), Path.Combine(package, "Samples~"));
            new SceneLoader(World.Current!, assets).Load(Path.Combine(package, "Samples~/FirstVoice/FirstVoice.unity"));
            VoiceRoom room = Object.FindFirstObjectByType<VoiceRoom>();
            room.ServerUrl = Server.Web.ToString();
            room.PlayerName = player;
        });
    }

    private static string FindPackage()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "package.json"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private sealed record Walk(Vector3 Ada, Vector3 Bob, double RoomTime);

    private sealed class Silence : IMicrophoneFeed
    {
        public void Read(long position, Span<float> pcm) => pcm.Clear();
    }
}
