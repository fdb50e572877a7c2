using System;
using System.Collections.Generic;
using Earshot.Audio.Opus;
using Earshot.Audio.Playout;
using Earshot.Tests;

namespace Earshot.Benchmarks.Playout;

/// <summary>Our playout, on virtual time: a sound thread that wakes every 2 ms and a sound card that asks for 256
/// samples at a time, both at phases of chance.</summary>
internal static class EarshotListener
{
    private const int Block = 256;
    private const int Rate = 48000;

    public static Heard Listen(Speech speech, byte[][] packets, int frameSamples, PacketTrace trace, int seed)
    {
        var random = new Random(seed);
        long phase = 50_000 + random.Next(20_000);
        var simulation = new PlayoutSimulation(OpusLibrary.CreateDecoder(), Block)
        {
            FrameSamples = frameSamples,
            PayloadOf = frame => packets[frame],
            PumpEvery = now => now == 0 ? 5000 + random.Next(5000) : 2000,
        };
        for (int i = 0; i < packets.Length; i++)
            if (trace.ArrivalOf(i, frameSamples) is { } arrival)
                simulation.Deliver(i, phase + (long)arrival.TotalMicroseconds);
        var heard = new List<float>();
        long begin = -1;
        simulation.Heard = (now, block) =>
        {
            if (begin < 0) begin = now;
            heard.AddRange(block);
        };
        simulation.RunTo(phase / 1e6 + (double)speech.JudgedFrom / Rate);
        PlayoutStats before = simulation.Playout.Stats;
        simulation.RunTo(phase / 1e6 + (double)(speech.JudgedFrom + speech.JudgedLength) / Rate);
        PlayoutStats after = simulation.Playout.Stats;
        simulation.RunTo(phase / 1e6 + (double)speech.Samples.Length / Rate + 0.5);
        simulation.Playout.Dispose();

        int silence = (int)((phase - begin) * 48 / 1000);
        long stretched = after.RemovedSamples - before.RemovedSamples + after.InsertedSamples - before.InsertedSamples;
        return new Heard(
            [.. heard[silence..]],
            (double)(after.ConcealedSamples - before.ConcealedSamples) / speech.JudgedLength,
            (double)stretched / speech.JudgedLength);
    }
}
