using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Relay;

namespace Earshot.Benchmarks.Playout;

/// <summary>A kind of network, from which seeds make traces.</summary>
/// <param name="Name">What its row is called.</param>
/// <param name="Profile">What it does to each packet.</param>
/// <param name="Stalls">When and for how long nothing passes and all waits, given the trace's length.</param>
/// <param name="SenderPpm">The sender's clock.</param>
internal sealed record Network(
    string Name, LinkProfile Profile, Func<Random, double, IEnumerable<Stall>>? Stalls = null, double SenderPpm = 0)
{
    private static readonly LinkProfile Little = Jitter(2);

    /// <summary>All that are measured. Loss comes with a jitter of 2 ms, as it does.</summary>
    public static IReadOnlyList<Network> All { get; } =
    [
        new("clean", LinkProfile.Perfect),
        new("loss 2 %", Little with { Loss = 0.02 }),
        new("loss 5 %", Little with { Loss = 0.05 }),
        new("loss 10 %", Little with { Loss = 0.1 }),
        new("loss 20 %", Little with { Loss = 0.2 }),
        new("loss 30 %", Little with { Loss = 0.3 }),
        new("10 % in bursts of 3", Little with { Loss = 0.1, LossBurst = 3 }),
        new("jitter 5 ms", Jitter(5)),
        new("jitter 20 ms", Jitter(20)),
        new("jitter 50 ms", Jitter(50)),
        new("jitter 100 ms", Jitter(100)),
        new("Wi-Fi spikes", Little with { Loss = 0.005 }, (random, seconds) => Every(random, seconds, 1, 4, 40, 120)),
        new("LTE spikes", Jitter(6) with { Loss = 0.002 }, (random, seconds) => Every(random, seconds, 4, 8, 100, 300)),
        new("reordering 5 %", Little with { Reordering = 0.05 }),
        new("sender +300 ppm", LinkProfile.Perfect, SenderPpm: 300),
        new("sender -300 ppm", LinkProfile.Perfect, SenderPpm: -300),
        new("outage of 1 s", Little, (_, _) => [new Stall(15, 1, Loses: true)]),
    ];

    /// <summary>The fates of so many packets of so many milliseconds.</summary>
    public PacketTrace Trace(int packets, double milliseconds, int seed)
    {
        var random = new Random(seed);
        var link = new Link(Profile, seed);
        double seconds = packets * milliseconds / 1000;
        List<Stall> stalls = [.. Stalls?.Invoke(random, seconds) ?? []];
        var delays = new TimeSpan?[packets];
        for (int i = 0; i < packets; i++)
        {
            TimeSpan sent = TimeSpan.FromMilliseconds((i + 1) * milliseconds);
            if (!link.TryEnter(sent, 100, out TimeSpan arrival, out _)) continue;
            foreach (Stall stall in stalls.Where(stall => stall.Covers(arrival)))
                delays[i] = stall.Loses ? null : stall.End - sent;
            if (!stalls.Any(stall => stall.Covers(arrival))) delays[i] = arrival - sent;
        }

        return new PacketTrace(Name, delays, SenderPpm);
    }

    private static LinkProfile Jitter(double milliseconds) =>
        new() { Jitter = TimeSpan.FromMilliseconds(milliseconds) };

    private static IEnumerable<Stall> Every(
        Random random, double seconds, double least, double most, double shortest, double longest)
    {
        for (double at = least; at < seconds; at += least + (most - least) * random.NextDouble())
            yield return new Stall(at, (shortest + (longest - shortest) * random.NextDouble()) / 1000);
    }
}
