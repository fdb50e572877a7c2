using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using Earshot.Tests;

namespace Earshot.Fuzz;

/// <summary>One target under fire for a while. Inputs that take a new way are kept and changed further.</summary>
internal sealed class Campaign(IFuzzTarget target, Options options)
{
    private const int MostFindings = 20;
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);

    private readonly Coverage _coverage = new();
    private readonly List<byte[]> _corpus = [];
    private readonly List<Finding> _findings = [];
    private readonly HashSet<string> _known = [];
    private long _tried;

    /// <summary>Runs it, telling how it goes.</summary>
    public IReadOnlyList<Finding> Run(TextWriter console)
    {
        var watch = Stopwatch.StartNew();
        var mutator = new Mutator(options.Seed);
        foreach (byte[] seed in target.Seeds)
        {
            _corpus.Add(seed);
            Try(seed);
        }

        TimeSpan reported = TimeSpan.Zero;
        while (watch.Elapsed < options.Budget && _findings.Count < MostFindings)
        {
            byte[] input = mutator.Mutate(_corpus);
            if (Try(input)) _corpus.Add(input);
            if (watch.Elapsed - reported < ReportInterval) continue;
            reported = watch.Elapsed;
            console.WriteLine(Progress(watch));
        }

        console.WriteLine(Progress(watch));
        return _findings;
    }

    private string Progress(Stopwatch watch) =>
        $"{target.Name,-5} {watch.Elapsed.TotalSeconds,4:0} s: {_tried:N0} inputs tried, {_corpus.Count:N0} kept, " +
        $"{_coverage.Branches:N0} branches, {_findings.Count} findings";

    private bool Try(byte[] input)
    {
        _tried++;
        Coverage.Begin();
        try
        {
            // A busy machine lets a process wait, so only what is slow twice is slow.
            TimeSpan took = TimeOfRun(input);
            if (took > TooLong) took = TimeOfRun(input);
            if (took > TooLong) Keep(input, $"took {took.TotalSeconds:0.0} s");
        }
        catch (Exception error)
        {
            Keep(input, $"{error.GetType().Name}: {error.Message} {TopOf(error)}");
        }

        return _coverage.TryLearn();
    }

    private TimeSpan TimeOfRun(byte[] input)
    {
        long begin = Stopwatch.GetTimestamp();
        target.Run(input);
        return Stopwatch.GetElapsedTime(begin);
    }

    // One finding for one place.
    private void Keep(byte[] input, string what)
    {
        string line = what.ReplaceLineEndings(" ");
        if (_known.Add(line)) _findings.Add(new Finding(target.Name, input, line));
    }

    private static string TopOf(Exception error)
    {
        foreach (string line in (error.StackTrace ?? "").Split('\n'))
            if (line.Contains("Earshot.Rtc", StringComparison.Ordinal)
                || line.Contains("Earshot.Video", StringComparison.Ordinal)) return line.Trim();
        return "";
    }
}
