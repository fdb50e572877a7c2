using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using UnityEngine;

namespace UnityStandIn.Tests;

/// <summary>A world with the scene "Meeting" of Scenes/Assets.</summary>
public sealed class SceneFixture : IDisposable
{
    /// <summary>By which the scene and the prefabs refer to each other, and to the scripts.</summary>
    private static readonly Dictionary<string, string> Guids = new()
    {
        ["Actor.cs"] = "a1000000000000000000000000000001",
        ["Volume.cs"] = "a1000000000000000000000000000002",
        ["Talker.prefab"] = "b1000000000000000000000000000001",
        ["Pair.prefab"] = "b1000000000000000000000000000002",
        ["Meeting.unity"] = "c1000000000000000000000000000001",
        ["Volume.asset"] = "d1000000000000000000000000000001"
    };

    public SceneFixture()
    {
        foreach (var (file, guid) in Guids)
            File.WriteAllText(Path.Combine(Assets, file + ".meta"), $"fileFormatVersion: 2\nguid: {guid}\n");
        Game = new SimulatedWorld();
        Loader = new SceneLoader(Game.World, AssetIndex.Scan(Assets));
    }

    public static string Assets => Path.Combine(TestContext.CurrentContext.TestDirectory, "Scenes", "Assets");

    public SimulatedWorld Game { get; }

    public SceneLoader Loader { get; }

    public SceneFixture WithMeeting()
    {
        Loader.Load(Path.Combine(Assets, "Meeting.unity"));
        return this;
    }

    public Actor Actor(string name) => Game.Run(() => GameObject.Find(name).GetComponent<Actor>());

    /// <summary>Loads the given objects as a scene of their own, in which {Actor} is the script's GUID.</summary>
    public void LoadText(string objects)
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".unity");
        try
        {
            string text = objects.Replace("{Actor}", Guids["Actor.cs"]);
            File.WriteAllText(path, "%YAML 1.1\n%TAG !u! tag:unity3d.com,2011:\n" + text);
            Loader.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public string[] Warnings() => Game.Log.Where(line => line.Level == LogType.Warning)
        .Select(line => line.Message).ToArray();

    public void Dispose() => Game.Dispose();
}
