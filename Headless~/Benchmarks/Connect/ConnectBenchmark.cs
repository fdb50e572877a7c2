using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Relay;

namespace Earshot.Benchmarks.Connect;

/// <summary>From the order to offer until both sides are connected, beside libwebrtc.</summary>
public sealed class ConnectBenchmark : IBenchmark
{
    /// <summary>The hidden verb under which this program is a peer.</summary>
    public const string PeerVerb = "connecting-peer";

    private const int Warmups = 3;

    // A lost packet makes a tail, which takes more connections to see.
    private static readonly (int RoundTripMilliseconds, double Loss, int Connections)[] Networks =
        [(0, 0, 40), (40, 0, 20), (100, 0, 20), (40, 0.05, 100), (100, 0.05, 100)];

    public string Name => "connect";

    public string Description => "Time to connect over round trips of 0, 40 and 100 ms, without and with loss.";

    public Task MeasureAsync(Report report, CancellationToken stop)
    {
        List<ConnectingPair> pairs = [new("Earshot", () => Peers.StartEarshot(PeerVerb))];
        try
        {
            if (Peers.HasLibwebrtc(report))
                pairs.Insert(0, new ConnectingPair("libwebrtc", () => Peers.StartNode("Connect/node/connect.js")));
            foreach ((int roundTrip, double loss, int connections) in Networks)
                report.Add(Measure(report, pairs, roundTrip, loss, connections, stop));
        }
        finally
        {
            pairs.ForEach(pair => pair.Dispose());
        }

        return Task.CompletedTask;
    }

    private static Table Measure(
        Report report, List<ConnectingPair> pairs, int roundTrip, double loss, int connections, CancellationToken stop)
    {
        string network = $"round trip {roundTrip} ms, loss {100 * loss:0} % each way";
        report.Progress($"{connections} connections of each, {network}");
        var profile = new LinkProfile { Delay = TimeSpan.FromMilliseconds(roundTrip / 2.0), Loss = loss };
        var times = pairs.ToDictionary(pair => pair, _ => new List<double>());
        for (int i = -Warmups; i < connections; i++)
        {
            foreach (ConnectingPair pair in pairs)
            {
                stop.ThrowIfCancellationRequested();
                double? time = pair.Connect(i < 0 ? LinkProfile.Perfect : profile, seed: i);
                if (i >= 0) times[pair].Add(time ?? double.PositiveInfinity);
            }
        }

        var table = new Table($"ms to connect, {network}", "p50", "p95", "least", "most", "failed", "p50 x", "p95 x");
        List<double> reference = times[pairs[0]];
        foreach (ConnectingPair pair in pairs)
        {
            List<double> own = times[pair];
            table.Add(
                pair.Name, Quantile(own, 0.5), Quantile(own, 0.95), own.Min(), Finite(own.Max()),
                own.Count(double.IsInfinity), Quantile(own, 0.5) / Quantile(reference, 0.5),
                Quantile(own, 0.95) / Quantile(reference, 0.95));
        }

        return table;
    }

    private static double? Quantile(List<double> values, double share) =>
        Finite(values.Order().ElementAt((int)Math.Ceiling(share * values.Count) - 1));

    private static double? Finite(double value) => double.IsInfinity(value) ? null : value;
}
