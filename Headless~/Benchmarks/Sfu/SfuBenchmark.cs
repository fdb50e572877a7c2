using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Io;

namespace Earshot.Benchmarks.Sfu;

/// <summary>What a forwarded packet costs an SFU, beside Pion's: so many who speak 50 packets a second to so many who
/// listen to all of them.</summary>
public sealed class SfuBenchmark : IBenchmark
{
    /// <summary>The hidden verb under which this program is the embedded SFU.</summary>
    public const string SfuVerb = "forwarding-sfu";

    private const int PayloadBytes = 80;
    private const int Rounds = 3;
    private const string PionSources = "/usr/share/gocode";

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(4);

    private readonly Option<int> _publishers = new("--publishers")
    {
        Description = "How many speak.",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<int> _subscribers = new("--subscribers")
    {
        Description = "How many listen to all of them.",
        DefaultValueFactory = _ => 50,
    };

    private int _speakers;
    private int _listeners;

    public string Name => "sfu";

    public string Description => "Forwarded voice: processor time a packet, and how long it was under way.";

    public IReadOnlyList<Option> Options => [_publishers, _subscribers];

    /// <summary>The embedded SFU as a process, until its stdin ends.</summary>
    public static void RunSfu() => ForwardingSfu.Run(Address);

    public void Choose(ParseResult chosen)
    {
        _speakers = chosen.GetValue(_publishers);
        _listeners = chosen.GetValue(_subscribers);
    }

    public Task MeasureAsync(Report report, CancellationToken stop)
    {
        var contestants = new List<Contestant> { new("Earshot", Peers.StartEarshot(SfuVerb)) };
        try
        {
            if (BuildPion(report) is { } pion) contestants.Add(new Contestant("Pion", new ProcessStartInfo(pion)));
            foreach (Contestant contestant in contestants)
            {
                report.Progress($"{_speakers} speakers and {_listeners} listeners join {contestant.Name}");
                contestant.Connect(Address, _speakers, _listeners, PayloadBytes);
            }

            contestants.ForEach(contestant => contestant.Speak(Warmup, stop));
            report.Add(Measure(report, contestants, stop));
        }
        finally
        {
            contestants.ForEach(contestant => contestant.Dispose());
        }

        return Task.CompletedTask;
    }

    private static IPAddress Address => LocalAddresses.List().FirstOrDefault() ?? IPAddress.Loopback;

    private Table Measure(Report report, List<Contestant> contestants, CancellationToken stop)
    {
        var costs = contestants.ToDictionary(contestant => contestant, _ => new List<double>());
        var forwarded = contestants.ToDictionary(contestant => contestant, _ => 0.0);
        var received = contestants.ToDictionary(contestant => contestant, _ => 0L);
        contestants.ForEach(contestant => contestant.Latencies.Clear());
        for (int round = 0; round < Rounds; round++)
        {
            report.Progress($"round {round + 1} of {Rounds}");
            foreach (Contestant contestant in contestants)
            {
                contestant.Speak(TimeSpan.FromSeconds(0.5), stop);
                (double Microseconds, double Forwarded) before = contestant.Used();
                long heard = contestant.Received;
                contestant.Speak(Turn, stop);
                (double Microseconds, double Forwarded) after = contestant.Used();
                double packets = after.Forwarded - before.Forwarded;
                costs[contestant].Add((after.Microseconds - before.Microseconds) / packets);
                forwarded[contestant] += packets;
                received[contestant] += contestant.Received - heard;
            }
        }

        var table = new Table(
            $"{_speakers} x {_listeners}, 50 packets a second each, {PayloadBytes} bytes of payload",
            "us a packet", "least", "most", "forwarded", "arrived", "p50 ms", "p95 ms", "p99 ms",
            $"x {contestants[^1].Name}");
        double reference = Median(costs[contestants[^1]]);
        foreach (Contestant one in contestants)
        {
            table.Add(
                one.Name, Median(costs[one]), costs[one].Min(), costs[one].Max(), forwarded[one],
                received[one] / forwarded[one], one.Latencies.Percentile(0.5), one.Latencies.Percentile(0.95),
                one.Latencies.Percentile(0.99), Median(costs[one]) / reference);
        }

        return table;
    }

    private static double Median(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);

    /// <summary>Builds the forwarder on Pion, whose Debian packages are sources; null, with a remark, where they are
    /// not.</summary>
    private static string? BuildPion(Report report)
    {
        string workspace = Path.Combine(AppContext.BaseDirectory, "Sfu", "go");
        string program = Path.Combine(workspace, "forwarder");
        if (!Directory.Exists(Path.Combine(PionSources, "src/github.com/pion/webrtc")))
        {
            report.Remark("Pion is not on this machine; on Debian: apt-get install golang-go "
                + "golang-github-pion-webrtc.v3-dev.");
            return null;
        }

        var start = new ProcessStartInfo("go", ["build", "-o", program, "."])
        {
            WorkingDirectory = Path.Combine(workspace, "src", "forwarder"),
        };
        // Debian's way: no modules, all that is installed is there.
        start.Environment["GO111MODULE"] = "off";
        start.Environment["GOFLAGS"] = "";
        start.Environment["GOPATH"] = workspace + Path.PathSeparator + PionSources;
        start.Environment["GOCACHE"] = Path.Combine(workspace, "cache");
        using Process build = Process.Start(start)!;
        build.WaitForExit();
        if (build.ExitCode == 0) return program;
        report.Remark("The forwarder on Pion could not be built.");
        return null;
    }
}
