using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Earshot.MonoBench;

namespace Earshot.Benchmarks.Codecs;

/// <summary>Encoding and decoding a frame of voice with each Opus codec of this build, on .NET and on Mono.</summary>
public sealed class CodecBenchmark : IBenchmark
{
    private const int Rounds = 9;
    private const int FramesATurn = 100;

    private static readonly string[] Codecs = ["libopus", "concentus"];

    public string Name => "codecs";

    public string Description => "Opus a frame: libopus, and Concentus when built with -p:EarshotConcentus=true.";

    public Task MeasureAsync(Report report, CancellationToken stop)
    {
        using MonoProcess? mono = MonoProcess.TryStart(report);
        foreach (bool decodes in new[] { false, true })
        {
            stop.ThrowIfCancellationRequested();
            string verb = decodes ? "decode" : "encode";
            report.Progress($"{verb} a frame");
            var bytes = new Dictionary<string, double>();
            var contest = new Contest("us a frame");
            var works = new List<OpusWork>();
            foreach (string codec in Codecs)
            {
                if (OpusWork.Find(codec) is not { } found) continue;
                var work = new OpusWork(found, decodes);
                works.Add(work);
                Enter(contest, bytes, $"{codec} on .NET", () => work.Measure(FramesATurn));
                if (mono != null)
                    Enter(contest, bytes, $"{codec} on Mono", () => mono.MeasureOpus(codec, verb, FramesATurn));
            }

            report.Add(contest.Run($"{verb} 20 ms of voice, mono, 32 kbit/s, complexity 9", Rounds));
            var garbage = new Table($"{verb} 20 ms: garbage", "bytes a frame");
            foreach ((string name, double mean) in bytes) garbage.Add(name, mean);
            report.Add(garbage);
            works.ForEach(work => work.Dispose());
        }

        return Task.CompletedTask;
    }

    private static void Enter(
        Contest contest, Dictionary<string, double> bytes, string name, Func<(double, double)> measure) =>
        contest.Enter(name, () =>
        {
            (double microseconds, bytes[name]) = measure();
            return microseconds;
        });
}
