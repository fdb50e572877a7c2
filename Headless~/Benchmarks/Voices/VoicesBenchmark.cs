using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Benchmarks.Playout;
using Earshot.Benchmarks.Receive;

namespace Earshot.Benchmarks.Voices;

/// <summary>What hearing 50 voices costs: processor time and memory for receiving, decoding and mixing real speech,
/// beside libwebrtc.</summary>
public sealed class VoicesBenchmark : IBenchmark
{
    private const int Tracks = 50;
    private const int Many = 300;
    private const int FrameSamples = 960;
    private const int Rounds = 5;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(4);

    public string Name => "voices";

    public string Description => "50 voices received, decoded and mixed: processor time and memory.";

    public Task MeasureAsync(Report report, CancellationToken stop)
    {
        if (Speech.Find(report) is not { } speech) return Task.CompletedTask;
        byte[][] packets = new Encoding(speech).Encode(FrameSamples);
        var table = new Table("voices of 20 ms packets at 40 kb/s", "% of a core", "least", "most", "B a frame");
        var kitchen = new MixedVoices(packets, Tracks);
        Add(table, $"{Tracks} decoded and mixed", Rounds, () => kitchen.Play(2));
        var silent = new MixedVoices(packets, Tracks) { Reads = false };
        Add(table, $"{Tracks} that nobody reads", Rounds, () => silent.Play(2));
        double before = Environment.WorkingSet;
        var many = new MixedVoices(packets, Many);
        Add(table, $"{Many} decoded and mixed", 1, () => many.Play(2));
        report.Add(table);
        report.Remark($"{(Environment.WorkingSet - before) / Many / 1024:0} kB of resident memory a voice.");
        GC.KeepAlive(many);
        if (Peers.HasLibwebrtc(report)) report.Add(Receive(report, packets, stop));
        return Task.CompletedTask;
    }

    private static void Add(Table table, string name, int rounds, Func<Cost> measure)
    {
        measure();
        List<Cost> costs = [.. Enumerable.Range(0, rounds).Select(_ => measure())];
        double[] shares = [.. costs.Select(cost => 100 * cost.ProcessorShare).Order()];
        table.Add(name, shares[rounds / 2], shares[0], shares[^1], costs.Min(cost => cost.BytesAFrame));
    }

    // In real time: our process receives only, libwebrtc's decodes and mixes as well, which it cannot leave.
    private static Table Receive(Report report, byte[][] packets, CancellationToken stop)
    {
        List<PeerReceiver> receivers =
        [
            new("Earshot, receiving alone", Peers.StartEarshot(ReceiveBenchmark.PeerVerb), Tracks),
            new("libwebrtc, all", Peers.StartNode("Receive/node/receive.js"), Tracks),
        ];
        var table = new Table($"{Tracks} tracks over a connection", "% of a core", "least", "most");
        try
        {
            receivers.ForEach(receiver => receiver.Connect());
            var shares = receivers.ToDictionary(receiver => receiver, _ => new List<double>());
            int packet = 0;
            for (int round = -1; round < 3; round++)
            {
                foreach (PeerReceiver receiver in receivers)
                {
                    report.Progress($"{receiver.Name}, round {round + 1}");
                    Feed(receiver, packets, ref packet, stop);
                    Mark before = receiver.Ask();
                    TimeSpan took = Feed(receiver, packets, ref packet, stop);
                    double used = (receiver.Ask() - before).Microseconds;
                    if (round >= 0) shares[receiver].Add(100 * used / took.TotalMicroseconds);
                }
            }

            foreach ((PeerReceiver receiver, List<double> own) in shares)
                table.Add(receiver.Name, own.Order().ElementAt(own.Count / 2), own.Min(), own.Max());
        }
        finally
        {
            receivers.ForEach(receiver => receiver.Dispose());
        }

        return table;
    }

    private static TimeSpan Feed(PeerReceiver receiver, byte[][] packets, ref int packet, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        for (int sent = 0; clock.Elapsed < Turn; Thread.Sleep(1))
        {
            stop.ThrowIfCancellationRequested();
            int due = (int)(clock.Elapsed.TotalSeconds * 50 * Tracks);
            for (; sent < due; sent++)
            {
                int track = sent % Tracks;
                if (track == 0) packet++;
                receiver.Send(
                    track, (uint)(packet * FrameSamples), packets[(packet + track * 25) % packets.Length]);
            }
        }

        return clock.Elapsed;
    }
}
