using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.MonoBench;

namespace Earshot.Benchmarks.Stage;

/// <summary>The stage: one listener among 10,000 players, all of them as listeners, growth, and a picture of who is
/// pulled over time.</summary>
public sealed class StageBenchmark : IBenchmark
{
    private const int Players = 10_000;
    private const int Seats = 16;
    private const int Rounds = 15;
    private const int TicksATurn = 4;

    private static readonly int[] Growth = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];

    public string Name => "stage";

    public string Description => "Choosing whom to pull: one listener, all of them, growth, and a picture.";

    public Task MeasureAsync(Report report, CancellationToken stop)
    {
        using MonoProcess? mono = MonoProcess.TryStart(report);
        MeasureOne(report, mono);
        foreach (int talking in new[] { 10, 100 }) MeasureAll(report, talking, mono);
        MeasureGrowth(report);
        string picture = Path.Combine(report.Folder, "stage-seats.svg");
        SeatPicture.Write(picture);
        report.Remark($"Who is pulled over time is in {Path.GetFileName(picture)}.");
        return Task.CompletedTask;
    }

    private static void MeasureOne(Report report, MonoProcess? mono)
    {
        var table = new Table(
            $"One listener among {Players:N0} players, 8 seats, in microseconds a tick",
            "chosen", "told", "drained", "bytes");
        foreach ((string name, int attention) in new[] { ("every tick", 0), ("ten times a second", 100) })
        {
            string setting = $"1,8,10,{attention},16";
            var work = new StageWork(Players, setting);
            Add(table, $".NET, looks round {name}", () => work.Measure(50));
            if (mono != null) Add(table, $"Mono, looks round {name}", () => mono.MeasureStage(Players, setting, 50));
        }

        report.Add(table);
    }

    private static void MeasureAll(Report report, int talking, MonoProcess? mono)
    {
        report.Progress($"{Players:N0} listeners, {talking} % talking");
        var contestants = new List<(string Name, Func<StageFigures> Measure)>();
        foreach ((string name, int attention, int tick) in new[]
        {
            ("every listener at every tick", 0, 50), ("20 ticks a second", 100, 50), ("30 ticks a second", 100, 33),
            ("60 ticks a second", 100, 16),
        })
        {
            string setting = $"{Players},{Seats},{talking},{attention},{tick}";
            var work = new StageWork(Players, setting);
            contestants.Add((name, () => work.Measure(TicksATurn)));
            if (mono != null && tick == 50)
                contestants.Add(($"Mono, {name}", () => mono.MeasureStage(Players, setting, TicksATurn)));
        }

        var table = new Table(
            $"{Players:N0} listeners among as many, {Seats} seats, {talking} % talking, in milliseconds a tick",
            "chosen", "told", "drained", "bytes", "pulls a listener and second", "scan / chosen");
        var crowd = new StageWork(Players, $"1,8,{talking},0,50");
        double[] scans = new double[Rounds];
        var figures = contestants.Select(_ => new StageFigures[Rounds]).ToArray();
        for (int round = 0; round < Rounds; round++)
        {
            scans[round] = Scan(crowd);
            for (int i = 0; i < contestants.Count; i++) figures[i][round] = contestants[i].Measure();
        }

        table.Add("plain scan of all, every tick", Median(scans) / 1000, null, null, null, null, 1);
        for (int i = 0; i < contestants.Count; i++)
        {
            int tick = contestants[i].Name.StartsWith("30") ? 33 : contestants[i].Name.StartsWith("60") ? 16 : 50;
            table.Add(
                contestants[i].Name,
                Median(figures[i].Select(figure => figure.Chosen)) / 1000,
                Median(figures[i].Select(figure => figure.Told)) / 1000,
                Median(figures[i].Select(figure => figure.Drained)) / 1000,
                figures[i].Max(figure => figure.Bytes),
                figures[i].Average(figure => figure.Pulls) * 1000 / tick / Players,
                Median(figures[i].Zip(scans, (figure, scan) => scan / figure.Chosen)));
        }

        report.Add(table);
    }

    /// <summary>A tick of the plain scan, in microseconds: a tenth of the listeners, who are all alike, times
    /// ten.</summary>
    private static double Scan(StageWork crowd)
    {
        var scan = new PlainScan(Players, Seats);
        for (int warm = 0; warm < 50; warm++) scan.Choose(warm, crowd.Places, crowd.Levels);
        long begin = Stopwatch.GetTimestamp();
        for (int listener = 0; listener < Players; listener += 10) scan.Choose(listener, crowd.Places, crowd.Levels);
        return Stopwatch.GetElapsedTime(begin).TotalMicroseconds * 10;
    }

    private static void MeasureGrowth(Report report)
    {
        var table = new Table(
            $"Growth: all players listen, {Seats} seats, 10 % talking, 20 ticks a second, in milliseconds a tick",
            "chosen", "told", "drained", "us a listener");
        var points = new List<(int Players, double Milliseconds)>();
        foreach (int players in Growth)
        {
            report.Progress($"{players:N0} players");
            var work = new StageWork(players, $"{players},{Seats},10,100,50");
            StageFigures[] turns = [.. Enumerable.Range(0, 8).Select(_ => work.Measure(2))];
            double chosen = Median(turns.Select(turn => turn.Chosen));
            table.Add(
                $"{players:N0}", chosen / 1000, Median(turns.Select(turn => turn.Told)) / 1000,
                Median(turns.Select(turn => turn.Drained)) / 1000, chosen / players);
            points.Add((players, chosen / 1000));
        }

        report.Add(table);
        GrowthPlot.Write(Path.Combine(report.Folder, "stage-growth.svg"), points);
    }

    private static void Add(Table table, string name, Func<StageFigures> measure)
    {
        StageFigures[] turns = [.. Enumerable.Range(0, Rounds).Select(_ => measure())];
        table.Add(
            name, Median(turns.Select(turn => turn.Chosen)), Median(turns.Select(turn => turn.Told)),
            Median(turns.Select(turn => turn.Drained)), turns.Max(turn => turn.Bytes));
    }

    private static double Median(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted[sorted.Length / 2];
    }
}
