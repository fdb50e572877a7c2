using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Rooms;

namespace Earshot.Player;

/// <summary>What a person sees while the scene plays: a line a second.</summary>
internal sealed class Progress(Turns turns, string server)
{
    private readonly object _gate = new();

    public void WarmUp() => Write("One call to warm up ...");

    public void Begin(string scene)
    {
        Write($"{scene}: {string.Join(", ", turns.Players)} meet at {server} and take turns for {turns.Duration:0} s.");
        Write("");
        Write("   time  speaks  each one hears (the second's loudest sample, a bar is 6 dB; jitter buffer's delay)");
    }

    /// <summary>Any thread.</summary>
    public void Log(string line) => Write("         " + line);

    public void Show(double now, IReadOnlyList<Actor> actors)
    {
        string speaker = turns.SpeakerAt(now) ?? "–";
        IEnumerable<string> ears = actors.Select(Describe);
        IEnumerable<string> waiting = turns.Players.Skip(actors.Count).Select(name => $"{name} is about to join");
        Write($"{now,6:0.0} s  {speaker,-6}  {string.Join("  ", ears.Concat(waiting))}");
    }

    private static string Describe(Actor actor)
    {
        if (actor.Room.State.Value != RoomState.Joined) return $"{actor.Name} {"is connecting",-26}";
        double level = actor.TakePeak();
        string bars = new string('▮', Math.Clamp((int)((level + 60) / 6), 0, 10)).PadRight(10, '·');
        string heard = level > -60 ? $"{level:0} dB, +{actor.PlayoutDelay:0} ms" : "";
        return $"{actor.Name} {bars} {heard,-15}";
    }

    public void Analyse() => Write("\nComparing what was said with what was heard ...");

    private void Write(string line)
    {
        lock (_gate) Console.WriteLine(line);
    }
}
