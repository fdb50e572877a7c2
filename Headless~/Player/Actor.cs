using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Earshot.Player.Analysis;
using UnityEngine;
using UnityStandIn;

namespace Earshot.Player;

/// <summary>One player: a world of its own with the scene in it, a microphone that hears the player's turns, and a
/// sound card that is recorded. Runs on a thread of its own, as each player's game does.</summary>
internal sealed class Actor : IDisposable
{
    private const int Rate = Recording.SampleRate;

    private readonly Turns _turns;
    private readonly long _curtain;
    private readonly float[] _heard;
    private readonly CancellationTokenSource _exit = new();
    private readonly Thread _thread;
    private readonly List<Pose> _path = [];
    private double _peak;

    /// <summary>Enters at once.</summary>
    /// <param name="name">The player's name.</param>
    /// <param name="turns">What is said, and how long it all takes.</param>
    /// <param name="curtain">The Stopwatch's timestamp at second 0.</param>
    /// <param name="enter">Loads the scene and joins; runs inside the world.</param>
    /// <param name="log">Takes what the game logs.</param>
    public Actor(string name, Turns turns, long curtain, Func<World, VoiceRoom> enter, Action<string> log)
    {
        Name = name;
        _turns = turns;
        _curtain = curtain;
        _heard = new float[(int)((turns.Duration + 1) * Rate) * 2];
        World = new World(new WorldOptions
        {
            Name = name,
            Microphone = new Mouth(this),
            AudioSink = Hear,
            LogSink = (level, message, _) => log($"{name}: {(level == LogType.Log ? "" : $"{level}: ")}{message}"),
        });
        EnteredAt = SecondsSinceCurtain(World.StartTimestamp);
        Room = World.Run(() => enter(World));
        World.Run(() => new GameObject("Head recorder").AddComponent<HeadRecorder>().Actor = this);
        _thread = new Thread(() => World.Drive(_exit.Token)) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public string Name { get; }

    public World World { get; }

    public VoiceRoom Room { get; }

    /// <summary>When the player's game began, in seconds since the curtain rose.</summary>
    public double EnteredAt { get; }

    /// <summary>When the first sound reached the ears; null while none has.</summary>
    public double? FirstHeardAt { get; private set; }

    /// <summary>The loudest sample since this was asked last, in dBFS.</summary>
    public double TakePeak()
    {
        double peak = Interlocked.Exchange(ref _peak, 0);
        return 20 * Math.Log10(Math.Max(peak, 1e-5));
    }

    /// <summary>How long the jitter buffer of the voice being heard holds it back, in milliseconds; 0 in
    /// silence.</summary>
    public double PlayoutDelay =>
        Room.Client?.Voices.Value.Select(voice => voice.Stats.DelayMilliseconds).DefaultIfEmpty().Max() ?? 0;

    /// <summary>Notes where the head is, a frame.</summary>
    public void Stand(Transform head)
    {
        Vector3 position = head.position;
        Vector3 ahead = head.forward;
        double time = SecondsSinceCurtain(Stopwatch.GetTimestamp());
        lock (_path) _path.Add(new Pose(time, position.x, position.z, Math.Atan2(ahead.x, ahead.z)));
    }

    /// <summary>What was said and heard from the curtain's rise on.</summary>
    public Recording Record()
    {
        var said = new float[(int)(_turns.Duration * Rate)];
        _turns.Speak(Name, 0, said);
        lock (_path)
        {
            if (_path.Count == 0) _path.Add(default); // never came into the room
            return new Recording(Name, said, _heard[..(said.Length * 2)], _path.ToArray());
        }
    }

    /// <summary>The player leaves: its game ends.</summary>
    public void Dispose()
    {
        _exit.Cancel();
        _thread.Join();
        World.Dispose();
    }

    private double SecondsSinceCurtain(long timestamp) => (timestamp - _curtain) / (double)Stopwatch.Frequency;

    private void Hear(ReadOnlySpan<float> interleaved, long position)
    {
        double start = EnteredAt + (double)position / Rate;
        long frame = (long)Math.Round(start * Rate);
        double peak = 0;
        for (int i = 0; i < interleaved.Length; i++)
        {
            peak = Math.Max(peak, Math.Abs(interleaved[i]));
            long at = frame * 2 + i;
            if (at >= 0 && at < _heard.Length) _heard[at] = interleaved[i];
        }

        if (peak > _peak) _peak = peak;
        if (FirstHeardAt == null && peak > 1e-3) FirstHeardAt = start;
    }

    private sealed class Mouth(Actor actor) : IMicrophoneFeed
    {
        public void Read(long position, Span<float> pcm) =>
            actor._turns.Speak(actor.Name, (long)Math.Round(actor.EnteredAt * Rate) + position, pcm);
    }
}
