using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Measures;
using Earshot.Player.Analysis;
using Earshot.Player.Pictures;
using Earshot.Server;
using UnityStandIn;
using Object = UnityEngine.Object;

namespace Earshot.Player;

/// <summary>The whole evening: a server, the players entering one after the other, their talk, and what was
/// heard.</summary>
internal static class Performance
{
    /// <summary>Plays, writes everything into the output folder, and returns the exit code: 0 when everyone heard
    /// everyone, 1 when not.</summary>
    public static async Task<int> PlayAsync(PlayerOptions options, CancellationToken stop)
    {
        string ownVoices = Path.Combine(AppContext.BaseDirectory, "Voices");
        var turns = new Turns(options.Players, options.Seconds, options.Voices, ownVoices);
        Directory.CreateDirectory(options.Output);
        await using EarshotServer? own = options.Server == null
            ? await EarshotServer.StartAsync(new ServerOptions { IsDevelopment = true, Port = 0, UdpPort = 0 })
            : null;
        string server = options.Server ?? own!.Web.ToString().TrimEnd('/');
        var progress = new Progress(turns, server);
        progress.WarmUp();
        TimeSpan? coldJoin = Overture.Play(new Uri(server));
        progress.Begin(Path.GetFileNameWithoutExtension(options.Scene));

        var actors = new List<Actor>();
        try
        {
            Play(options, turns, server, actors, progress, stop);
            Report report = Judge(options, turns, actors, coldJoin, progress);
            return report.EveryoneWasHeard ? 0 : 1;
        }
        finally
        {
            foreach (Actor actor in actors) actor.Dispose();
        }
    }

    private static void Play(
        PlayerOptions options,
        Turns turns,
        string server,
        List<Actor> actors,
        Progress progress,
        CancellationToken stop)
    {
        double lead = -turns.EntranceOf(turns.Players[0]);
        long curtain = Stopwatch.GetTimestamp() + (long)(lead * Stopwatch.Frequency);
        double Now() => (Stopwatch.GetTimestamp() - curtain) / (double)Stopwatch.Frequency;
        Assembly.Load("Earshot.Samples");
        AssetIndex assets = AssetIndex.Scan(
            Path.Combine(ScenePath.PackageRoot, "Runtime"), Path.Combine(ScenePath.PackageRoot, "Samples~"));
        double nextLine = 0;
        while (Now() < turns.Duration)
        {
            stop.ThrowIfCancellationRequested();
            if (actors.Count < turns.Players.Count && Now() >= turns.EntranceOf(turns.Players[actors.Count]))
            {
                string name = turns.Players[actors.Count];
                actors.Add(new Actor(
                    name, turns, curtain, world => Enter(world, assets, options.Scene, name, server), progress.Log));
            }

            if (Now() >= nextLine)
            {
                progress.Show(Now(), actors);
                nextLine += 1;
            }

            Thread.Sleep(10);
        }
    }

    private static VoiceRoom Enter(World world, AssetIndex assets, string scene, string name, string server)
    {
        new SceneLoader(world, assets).Load(scene);
        VoiceRoom room = Object.FindFirstObjectByType<VoiceRoom>() ??
            throw new FormatException(
                $"{scene} has no VoiceRoom: nobody can speak in it. Add one to a GameObject of the scene.");
        room.ServerUrl = server;
        room.PlayerName = name;
        return room;
    }

    private static Report Judge(
        PlayerOptions options, Turns turns, List<Actor> actors, TimeSpan? coldJoin, Progress progress)
    {
        progress.Analyse();
        List<Recording> recordings = actors.Select(actor => actor.Record()).ToList();
        foreach (Recording recording in recordings)
        {
            WavFile.Write(Path.Combine(options.Output, recording.Player + ".heard.wav"), recording.Heard, channels: 2);
            WavFile.Write(Path.Combine(options.Output, recording.Player + ".said.wav"), recording.Said, channels: 1);
        }

        var hearings = new List<Hearing>();
        for (int listener = 0; listener < actors.Count; listener++)
            for (int speaker = 0; speaker < actors.Count; speaker++)
                if (listener != speaker)
                    hearings.Add(Hearing.Measure(
                        recordings[listener], recordings[speaker], Audible(turns, actors[listener], actors[speaker])));

        var report = new Report(Path.GetFileNameWithoutExtension(options.Scene), actors, coldJoin, hearings);
        report.WriteJson(Path.Combine(options.Output, "figures.json"));
        StagePicture.Write(
            Path.Combine(options.Output, "picture.png"),
            $"Earshot · {report.Scene} · {actors.Count} players",
            report.Summary,
            recordings,
            turns.Sentences);
        report.Print(options.Output);
        return report;
    }

    // Sentences that began before the listener was settled are not held against anyone.
    private static IEnumerable<Sentence> Audible(Turns turns, Actor listener, Actor speaker)
    {
        double settled = listener.EnteredAt + 1;
        return turns.Sentences
            .Where(sentence => sentence.Speaker == speaker.Name && sentence.End > settled + 1)
            .Select(sentence => sentence with { Start = Math.Max(sentence.Start, settled) });
    }
}
