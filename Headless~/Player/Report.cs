using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Earshot.Player.Analysis;

namespace Earshot.Player;

/// <summary>The figures of a run, for people and as JSON.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private const string Signed = "+0.0;−0.0";

    private readonly IReadOnlyList<Hearing> _hearings;
    private readonly List<double> _joins;
    private readonly double _coldJoin;
    private readonly double _left;
    private readonly double _right;

    public Report(
        string scene, IReadOnlyList<Actor> actors, TimeSpan? coldJoin, IReadOnlyList<Hearing> hearings)
    {
        Scene = scene;
        _hearings = hearings;
        _coldJoin = coldJoin?.TotalMilliseconds ?? double.NaN;
        // The first one to enter finds nobody speaking, so there is nothing to measure by.
        _joins = actors.Skip(1)
            .Select(actor => actor.Room.Client?.Figures.JoinToFirstHeard?.TotalMilliseconds ?? double.NaN).ToList();
        List<double> delays = hearings.SelectMany(hearing => hearing.MouthToEar).ToList();
        MouthToEar = Hearing.Median(delays);
        WorstMouthToEar = delays.DefaultIfEmpty(double.NaN).Max();
        _left = Hearing.Median(hearings.SelectMany(hearing => hearing.OnTheLeft));
        _right = Hearing.Median(hearings.SelectMany(hearing => hearing.OnTheRight));
    }

    public string Scene { get; }

    public bool EveryoneWasHeard => _hearings.All(hearing => hearing.WasHeard);

    private double MouthToEar { get; }

    private double WorstMouthToEar { get; }

    private int Dropouts => _hearings.Sum(hearing => hearing.Dropouts);

    private double Correlation => Hearing.Median(_hearings.SelectMany(hearing => hearing.Correlation));

    private double Intelligibility => Hearing.Median(_hearings.SelectMany(hearing => hearing.Intelligibility));

    /// <summary>One line.</summary>
    public string Summary =>
        $"mouth to ear {Show(MouthToEar)} ms median, {Show(WorstMouthToEar)} ms worst  ·  " +
        $"join to first sample {Show(Hearing.Median(_joins))} ms  ·  " +
        $"left/right {Show(_left, Signed)} / {Show(_right, Signed)} dB  ·  " +
        $"ESTOI {Show(Intelligibility, "0.00")}  ·  {Dropouts} dropouts";

    public void Print(string output)
    {
        Console.WriteLine();
        string joins = string.Join(", ", _joins.Select(ms => Show(ms)));
        string delays = $"{Show(MouthToEar)} ms median, {Show(WorstMouthToEar)} ms worst";
        string likeness = $"ESTOI {Show(Intelligibility, "0.000")}, waveform correlation {Show(Correlation, "0.000")}";
        Row("join to first heard sample", $"{joins} ms", "in the order of joining; under 250 ms");
        Row("the same, process cold", $"{Show(_coldJoin)} ms", "the first listener, .NET compiling on the way");
        Row("mouth to ear", delays, "by correlation of the recordings; under 120 ms");
        Row("a speaker on the left", $"{Show(_left, Signed)} dB", "left ear over right; at least +6 dB");
        Row("a speaker on the right", $"{Show(_right, Signed)} dB", "at most −6 dB");
        Row("intelligibility", likeness, "1 is the same");
        Row("dropouts", $"{Dropouts}", "20 ms frames said and not heard; none");
        Console.WriteLine();
        foreach (Hearing deaf in _hearings.Where(hearing => !hearing.WasHeard))
        {
            string arrived = $"{deaf.Correlation.Count} of {deaf.Windows} windows of speech arrived";
            Console.WriteLine($"{deaf.Listener} did not hear {deaf.Speaker}: {arrived}.");
        }

        string verdict = EveryoneWasHeard ? "Everyone was heard." : "Not everyone was heard.";
        Console.WriteLine($"{verdict} Recordings, picture.png and figures.json are in {output}.");
    }

    public void WriteJson(string path) => File.WriteAllText(path, JsonSerializer.Serialize(
        new
        {
            scene = Scene,
            everyoneWasHeard = EveryoneWasHeard,
            joinToFirstHeardMs = _joins.Select(Finite),
            joinToFirstHeardColdMs = Finite(_coldJoin),
            mouthToEarMs = new { median = Finite(MouthToEar), worst = Finite(WorstMouthToEar) },
            leftOverRightDb = new { speakerOnTheLeft = Finite(_left), speakerOnTheRight = Finite(_right) },
            intelligibility = new { estoi = Finite(Intelligibility), waveformCorrelation = Finite(Correlation) },
            dropouts = Dropouts,
            hearings = _hearings.Select(hearing => new
            {
                listener = hearing.Listener,
                speaker = hearing.Speaker,
                heard = hearing.WasHeard,
                mouthToEarMs = Finite(Hearing.Median(hearing.MouthToEar)),
                estoi = Finite(Hearing.Median(hearing.Intelligibility)),
                dropouts = hearing.Dropouts,
            }),
        },
        Indented));

    private static double? Finite(double value) => double.IsFinite(value) ? Math.Round(value, 3) : null;

    // What could not be measured is a dash, not a number.
    private static string Show(double value, string format = "0") =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "–";

    private static void Row(string what, string figure, string note) =>
        Console.WriteLine($"  {what,-28}{figure,-44}{note}");
}
