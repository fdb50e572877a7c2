using System;
using System.Threading;
using UnityEngine;
using UnityStandIn;

namespace Earshot.Tests;

/// <summary>A running game with a listener at the origin that looks along z, and a recording of what it
/// hears.</summary>
internal sealed class Stage : IDisposable
{
    private readonly CancellationTokenSource _exit = new();
    private readonly Thread _thread;
    private double _left;
    private double _right;
    private long _allocated;
    private long _allocatedBefore = -1;

    /// <param name="options">The world's; its sound is taken by the stage.</param>
    /// <param name="build">Builds the scene, inside the world.</param>
    public Stage(WorldOptions options, Action build)
    {
        options.AudioSink = Hear;
        World = new World(options);
        World.Run(() =>
        {
            new GameObject("Ears").AddComponent<AudioListener>();
            build();
        });
        _thread = new Thread(() => World.Drive(_exit.Token)) { IsBackground = true, Name = options.Name };
        _thread.Start();
    }

    public World World { get; }

    /// <summary>How much louder the left ear hears than the right, in decibels; rises and falls within 50 ms.</summary>
    public double LeftOverRight => 20 * Math.Log10(Math.Max(_left, 1e-6) / Math.Max(_right, 1e-6));

    /// <summary>Whether anything is heard.</summary>
    public bool HearsSomething => Math.Max(_left, _right) > 1e-3;

    /// <summary>Bytes that the audio thread has allocated since it was asked last.</summary>
    public long TakeAllocated() => Interlocked.Exchange(ref _allocated, 0);

    /// <summary>Asks something on the game thread.</summary>
    public T Ask<T>(Func<T> question) => World.Run(question);

    public void Dispose()
    {
        _exit.Cancel();
        _thread.Join();
        World.Dispose();
    }

    private void Hear(ReadOnlySpan<float> interleaved, long position)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        if (_allocatedBefore >= 0) Interlocked.Add(ref _allocated, allocated - _allocatedBefore);
        _allocatedBefore = allocated;
        _left = Follow(_left, interleaved, 0);
        _right = Follow(_right, interleaved, 1);
    }

    private static double Follow(double level, ReadOnlySpan<float> interleaved, int channel)
    {
        double energy = 0;
        for (int i = channel; i < interleaved.Length; i += 2) energy += interleaved[i] * interleaved[i];
        return level * 0.9 + Math.Sqrt(energy * 2 / interleaved.Length) * 0.1;
    }
}
