using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Measures;

namespace Earshot.Benchmarks.Playout;

/// <summary>Real speech, our encoder, a trace of packets, a playout: what is heard how late and how well. Ours runs on
/// virtual time; libwebrtc gets the same packets at the same times from a relay, in real time.</summary>
public sealed class PlayoutBenchmark : IBenchmark
{
    private const int Rate = 48000;

    private readonly Option<bool> _beside = new("--libwebrtc")
    {
        Description = "Lets libwebrtc play the same packets too, in real time: half a minute a seed.",
    };

    private readonly Option<int> _seeds = new("--seeds")
    {
        Description = "How many traces of each network.",
        DefaultValueFactory = _ => 5,
    };

    private readonly Option<string> _only = new("--only")
    {
        Description = "Only networks whose name has this in it.",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<int> _frame = new("--frame")
    {
        Description = "Milliseconds a packet.",
        DefaultValueFactory = _ => 20,
    };

    private ParseResult? _chosen;

    public string Name => "playout";

    public string Description => "A voice through bad networks: mouth to ear, concealment and how well it sounds.";

    public IReadOnlyList<Option> Options => [_beside, _seeds, _only, _frame];

    public void Choose(ParseResult chosen) => _chosen = chosen;

    public Task MeasureAsync(Report report, CancellationToken stop)
    {
        if (Speech.Find(report) is not { } speech) return Task.CompletedTask;
        int frameSamples = _chosen!.GetValue(_frame) * Rate / 1000;
        Network[] networks = [.. Network.All.Where(network => network.Name.Contains(_chosen.GetValue(_only)!))];
        bool beside = _chosen.GetValue(_beside) && Peers.HasLibwebrtc(report);
        var encoding = new Encoding(speech);
        var ours = networks.ToDictionary(network => network, _ => new List<Judgement>());
        var theirs = networks.ToDictionary(network => network, _ => new List<Judgement>());
        string folder = Path.Combine(report.Folder, Name);
        for (int seed = 1; seed <= _chosen.GetValue(_seeds); seed++)
        {
            report.Progress($"seed {seed}");
            int packets = speech.Samples.Length / frameSamples;
            PacketTrace[] traces =
                [.. networks.Select(network => network.Trace(packets, frameSamples / 48.0, seed))];
            byte[][][] sent = [.. traces.Select(_ => encoding.Encode(frameSamples))];
            Heard[] heard =
            [
                .. traces.Select((trace, i) => EarshotListener.Listen(speech, sent[i], frameSamples, trace, seed)),
            ];
            Judge(ours, heard, "earshot", seed);
            if (!beside) continue;
            heard = LibwebrtcListener.Listen(speech, sent, frameSamples, traces, out int overdue, stop);
            if (overdue > 0) report.Remark($"{overdue} packets of seed {seed} reached libwebrtc late.");
            Judge(theirs, heard, "libwebrtc", seed);
        }

        report.Add(TableOf($"Earshot, packets of {frameSamples / 48} ms", networks, ours));
        if (beside) report.Add(TableOf($"libwebrtc, packets of {frameSamples / 48} ms", networks, theirs));
        Plots.Write(Path.Combine(folder, "playout.svg"), networks, ours, theirs);
        return Task.CompletedTask;

        void Judge(Dictionary<Network, List<Judgement>> judgements, Heard[] all, string who, int seed)
        {
            for (int i = 0; i < networks.Length; i++)
            {
                stop.ThrowIfCancellationRequested();
                judgements[networks[i]].Add(new Judgement(speech, all[i]));
                if (seed > 1) continue;
                Directory.CreateDirectory(folder);
                string name = networks[i].Name.Replace(" ", "-").Replace("%", "percent");
                WavFile.Write(Path.Combine(folder, $"{name}.{who}.wav"), all[i].Samples, channels: 1);
            }
        }
    }

    private static Table TableOf(
        string title, Network[] networks, Dictionary<Network, List<Judgement>> judgements)
    {
        var table = new Table(title, Judgement.Columns);
        foreach (Network network in networks)
        {
            List<Judgement> seeds = judgements[network];
            table.Add(network.Name, [.. Enumerable.Range(0, Judgement.Columns.Length)
                .Select(column => (double?)Finite(seeds.Average(seed => seed.Figures[column])))]);
        }

        return table;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;
}
