using System;
using System.Collections.Generic;
using UnityEngine;

namespace UnityStandIn.Tests;

/// <summary>A world on simulated time that remembers what was logged and what was heard.</summary>
public sealed class SimulatedWorld : IDisposable
{
    private readonly List<float> _heard = [];

    public SimulatedWorld(IMicrophoneFeed? microphone = null, Action<WorldOptions>? change = null)
    {
        var options = new WorldOptions
        {
            Name = "Test",
            Simulated = true,
            Microphone = microphone,
            AudioSink = (block, _) => _heard.AddRange(block),
            LogSink = (level, message, _) => Log.Add((level, message))
        };
        change?.Invoke(options);
        World = new World(options);
    }

    public World World { get; }

    public List<(LogType Level, string Message)> Log { get; } = [];

    /// <summary>Left and right interleaved, from the beginning of the world.</summary>
    public IReadOnlyList<float> Heard => _heard;

    public void Run(Action action) => World.Run(action);

    public T Run<T>(Func<T> function) => World.Run(function);

    public void Advance(double seconds) => World.Advance(seconds);

    /// <summary>Plays frames of 1/60 s, without the sound that would be due.</summary>
    public void Ticks(int count)
    {
        for (int i = 0; i < count; i++) World.Tick();
    }

    /// <summary>Root mean square of a side over the last so many seconds.</summary>
    public (double Left, double Right) Loudness(double seconds = 0.1)
    {
        int from = Math.Max(0, _heard.Count - (int)(seconds * 48000) * 2);
        double left = 0, right = 0;
        for (int i = from; i < _heard.Count; i += 2)
        {
            left += _heard[i] * _heard[i];
            right += _heard[i + 1] * _heard[i + 1];
        }

        int frames = (_heard.Count - from) / 2;
        return (Math.Sqrt(left / frames), Math.Sqrt(right / frames));
    }

    public void Dispose() => World.Dispose();
}
