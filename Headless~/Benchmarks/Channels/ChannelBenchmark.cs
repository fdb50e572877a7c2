using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Relay;

namespace Earshot.Benchmarks.Channels;

/// <summary>Data channels beside libwebrtc's: how long a message takes there and back, and how much goes
/// through.</summary>
public sealed class ChannelBenchmark : IBenchmark
{
    /// <summary>The hidden verb under which this program is an end of a channel.</summary>
    public const string EndVerb = "channel-end";

    private const int Rounds = 5;
    private const int Trips = 2000;
    private const long BulkBytes = 128 << 20;
    private const long LossyBytes = 4 << 20;

    public string Name => "data";

    public string Description => "Data channels: echo of 1 kB, bulk of 16 kB messages, and bulk with 5 % loss.";

    public Task MeasureAsync(Report report, CancellationToken stop)
    {
        List<ChannelPair> pairs = [];
        try
        {
            if (Peers.HasLibwebrtc(report))
                pairs.Add(new ChannelPair("libwebrtc", StartLibwebrtc));
            pairs.Add(new ChannelPair("Earshot", () => StartEarshot("hardware")));
            pairs.Add(new ChannelPair("Earshot, managed", () => StartEarshot("managed")));
            MeasureStraight(report, pairs, stop);
            MeasureWithLoss(report, pairs, stop);
        }
        finally
        {
            pairs.ForEach(pair => pair.Dispose());
        }

        return Task.CompletedTask;
    }

    private static void MeasureStraight(Report report, List<ChannelPair> pairs, CancellationToken stop)
    {
        pairs.ForEach(pair => pair.Open(relay: null));
        var echo = new Dictionary<ChannelPair, List<double>>();
        var bulk = new Dictionary<ChannelPair, List<double>>();
        for (int round = -1; round < Rounds; round++)
        {
            report.Progress(round < 0 ? "warming up" : $"round {round + 1} of {Rounds}, straight over loopback");
            foreach (ChannelPair pair in pairs)
            {
                stop.ThrowIfCancellationRequested();
                double[] times = pair.Echo(Trips);
                double rate = pair.Bulk(BulkBytes);
                if (round < 0) continue;
                Of(echo, pair).Add(times.Order().ElementAt(Trips / 2));
                Of(bulk, pair).Add(rate);
            }
        }

        report.Add(Compare("1 kB there and back, ms (median of a round)", echo));
        report.Add(Compare("messages of 16 kB, Mbit/s", bulk));
        pairs.ForEach(pair => pair.Close());
    }

    private static void MeasureWithLoss(Report report, List<ChannelPair> pairs, CancellationToken stop)
    {
        var profile = new LinkProfile { Delay = TimeSpan.FromMilliseconds(5), Loss = 0.05 };
        var rates = new Dictionary<ChannelPair, List<double>>();
        for (int round = 0; round < Rounds; round++)
        {
            report.Progress($"round {round + 1} of {Rounds}, 5 % loss each way, round trip 10 ms");
            foreach (ChannelPair pair in pairs)
            {
                stop.ThrowIfCancellationRequested();
                using var relay = new UdpRelay(profile, seed: round);
                pair.Open(relay);
                Of(rates, pair).Add(pair.Bulk(LossyBytes));
                pair.Close();
            }
        }

        report.Add(Compare("messages of 16 kB with 5 % loss each way and a round trip of 10 ms, Mbit/s", rates));
    }

    // A ratio is that of one turn to the first contestant's turn in the same round.
    private static Table Compare(string title, Dictionary<ChannelPair, List<double>> figures)
    {
        (ChannelPair first, List<double> reference) = figures.First();
        var table = new Table(title, "median", "least", "most", $"x {first.Name}", "least x", "most x");
        foreach ((ChannelPair pair, List<double> own) in figures)
        {
            double[] ratios = [.. own.Zip(reference, (ours, theirs) => ours / theirs).Order()];
            double[] sorted = [.. own.Order()];
            table.Add(
                pair.Name, sorted[Rounds / 2], sorted[0], sorted[^1], ratios[Rounds / 2], ratios[0], ratios[^1]);
        }

        return table;
    }

    private static List<double> Of(Dictionary<ChannelPair, List<double>> figures, ChannelPair pair)
    {
        if (!figures.TryGetValue(pair, out List<double>? own)) figures.Add(pair, own = []);
        return own;
    }

    private static ProcessStartInfo StartLibwebrtc() => Peers.StartNode("Channels/node/channels.js");

    private static ProcessStartInfo StartEarshot(string crypto) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Earshot.Benchmarks.dll"), EndVerb, crypto]);
}
