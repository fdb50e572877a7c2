using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Measures;

namespace Earshot.Benchmarks.Playout;

/// <summary>What a listener heard, in figures.</summary>
internal sealed class Judgement
{
    /// <summary>What the figures are called, in the order of <see cref="Figures"/>.</summary>
    public static readonly string[] Columns =
    [
        "latency ms", "p95 ms", "concealed %", "stretched %", "ESTOI", "ESTOI p5", "LSD dB", "glitches %", "found %",
    ];

    private const int MaxLag = 48000 * 9 / 10;

    public Judgement(Speech speech, Heard heard)
    {
        var track = new LagTrack(speech.Samples, heard.Samples, speech.JudgedFrom, MaxLag);
        Course = [.. track.Course];
        double[] lags = [.. track.Milliseconds.Order()];
        ReadOnlySpan<float> clean = speech.Samples.AsSpan(speech.JudgedFrom, speech.JudgedLength);
        float[] aligned = track.Align(heard.Samples, speech.JudgedFrom, speech.JudgedLength);
        double[] segments = [.. Estoi.Segments(clean, aligned).Order()];
        double[] distances = LogSpectralDistance.Frames(clean, aligned);
        Figures =
        [
            Quantile(lags, 0.5), Quantile(lags, 0.95), 100 * heard.Concealed, 100 * heard.Stretched,
            segments.Average(), Quantile(segments, 0.05), distances.Average(),
            100.0 * distances.Count(distance => distance > LogSpectralDistance.Glitch) / distances.Length,
            100.0 * lags.Length / track.Windows,
        ];
    }

    public double[] Figures { get; }

    /// <summary>Mouth to ear in milliseconds along the speech, in seconds.</summary>
    public IReadOnlyList<(double At, double Milliseconds)> Course { get; }

    private static double Quantile(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[(int)(share * (sorted.Length - 1))];
}
