using System;
using System.CommandLine;
using System.IO;
using Earshot.Player;
using Earshot.Server;
using UnityStandIn;

var scene = new Option<string>("--scene")
{
    Description = "The sample to play (a folder of Samples~ that holds NAME.unity), or the path of a .unity file.",
    DefaultValueFactory = _ => "FirstVoice",
};
var players = new Option<int>("--players")
{
    Description = "How many players meet, 2 to 16.",
    DefaultValueFactory = _ => 2,
};
var seconds = new Option<double>("--seconds")
{
    Description = "How long they talk.",
    DefaultValueFactory = _ => 20,
};
var server = new Option<string?>("--server")
{
    Description = "The URL of a server that already runs; without it one is started for the occasion.",
};
var voices = new Option<string[]>("--voice")
{
    Description = "A WAV file (48 kHz, mono, 16-bit) for a player to say, in the players' order; may be repeated.",
    DefaultValueFactory = _ => [],
};
var output = new Option<DirectoryInfo>("--out")
{
    Description = "Where the recordings, the picture and the figures go.",
    DefaultValueFactory = _ => new DirectoryInfo("out"),
};

var root = new RootCommand("Plays an Earshot sample scene with several players and measures what each of them heard.")
{
    scene, players, seconds, server, voices, output,
};
root.SetAction(async (parsed, stop) =>
{
    try
    {
        var options = new PlayerOptions(
            ScenePath.Find(parsed.GetValue(scene)!),
            parsed.GetValue(players),
            parsed.GetValue(seconds),
            parsed.GetValue(server),
            parsed.GetValue(voices)!,
            parsed.GetValue(output)!.FullName);
        options.Check();
        return await Performance.PlayAsync(options, stop);
    }
    catch (Exception fault) when (fault is FormatException or ArgumentException or IOException
        or SceneFormatException or StartException)
    {
        Console.Error.WriteLine(fault.Message);
        return 2;
    }
});
return await root.Parse(args).InvokeAsync();
