using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Measures;

namespace Earshot.Player.Analysis;

/// <summary>How one player heard another, measured from the two recordings alone: sentences are spoken in turns, so
/// what is heard while one speaks is that one.</summary>
internal sealed class Hearing
{
    private const int Rate = Recording.SampleRate;
    private const int Window = Rate * 4 / 10;
    private const int MaxLag = Rate / 2;

    // Below this the window in question holds too little speech, or too little of it arrived, to measure a lag by.
    private const double SpeechRms = 0.02;
    private const double SureCorrelation = 0.6;

    // "To one side" is within 30 degrees of hard left or right.
    private const double ToOneSide = 0.866;

    public required string Listener { get; init; }

    public required string Speaker { get; init; }

    /// <summary>Mouth to ear in milliseconds, a value a window of speech.</summary>
    public List<double> MouthToEar { get; } = [];

    /// <summary>Left over right in dB while the speaker was to the listener's left.</summary>
    public List<double> OnTheLeft { get; } = [];

    /// <summary>Left over right in dB while the speaker was to the listener's right.</summary>
    public List<double> OnTheRight { get; } = [];

    /// <summary>The waveform's correlation at the best lag, a value a window of speech.</summary>
    public List<double> Correlation { get; } = [];

    /// <summary>Extended short-time objective intelligibility, a value a sentence.</summary>
    public List<double> Intelligibility { get; } = [];

    /// <summary>20 ms frames that were spoken aloud and not heard at all.</summary>
    public int Dropouts { get; private set; }

    /// <summary>Windows of speech that were compared.</summary>
    public int Windows { get; private set; }

    /// <summary>True when most of what was said came through.</summary>
    public bool WasHeard => Correlation.Count > 0 && Correlation.Count * 2 >= Windows;

    public static Hearing Measure(Recording listener, Recording speaker, IEnumerable<Sentence> sentences)
    {
        var hearing = new Hearing { Listener = listener.Player, Speaker = speaker.Player };
        foreach (Sentence sentence in sentences) hearing.Measure(listener, speaker, sentence);
        return hearing;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }

    private void Measure(Recording listener, Recording speaker, Sentence sentence)
    {
        int start = (int)(sentence.Start * Rate);
        int end = Math.Min((int)(sentence.End * Rate), speaker.Said.Length);
        var lags = new SortedList<int, int>();
        for (int at = start; at + Window <= end; at += Window / 2)
        {
            ReadOnlySpan<float> said = speaker.Said.AsSpan(at, Window);
            if (Rms(said) < SpeechRms) continue;
            Windows++;
            float[] heardThen = listener.HeardMono(at, Window + MaxLag);
            (int lag, double correlation) = CrossCorrelation.Find(said, heardThen, MaxLag);
            if (correlation < SureCorrelation) continue;
            Correlation.Add(correlation);
            MouthToEar.Add(lag * 1000.0 / Rate);
            lags.Add(at, lag);
            MeasureSide(listener, speaker, at, lag);
        }

        if (lags.Count == 0) return;
        float[] heard = Aligned(listener, start, end, lags);
        double intelligibility = Estoi.Measure(speaker.Said.AsSpan(start, end - start), heard);
        if (!double.IsNaN(intelligibility)) Intelligibility.Add(intelligibility);
        CountDropouts(speaker.Said.AsSpan(start, end - start), heard);
    }

    // The jitter buffer stretches time to follow the network; each half window is taken from where it was found.
    private static float[] Aligned(Recording listener, int start, int end, SortedList<int, int> lags)
    {
        var heard = new float[end - start];
        int lag = lags.Values[0];
        for (int at = start; at < end; at += Window / 2)
        {
            lag = lags.GetValueOrDefault(at, lag);
            int length = Math.Min(Window / 2, end - at);
            listener.HeardMono(at + lag, length).CopyTo(heard, at - start);
        }

        return heard;
    }

    private void MeasureSide(Recording listener, Recording speaker, int at, int lag)
    {
        double time = (double)(at + Window / 2) / Rate;
        double side = listener.PoseAt(time).SideOf(speaker.PoseAt(time));
        if (Math.Abs(side) < ToOneSide) return;
        double left = 1e-12;
        double right = 1e-12;
        for (int i = at + lag; i < at + lag + Window && i < listener.Heard.Length / 2; i++)
        {
            left += listener.Heard[i * 2] * listener.Heard[i * 2];
            right += listener.Heard[i * 2 + 1] * listener.Heard[i * 2 + 1];
        }

        (side < 0 ? OnTheLeft : OnTheRight).Add(10 * Math.Log10(left / right));
    }

    private void CountDropouts(ReadOnlySpan<float> said, ReadOnlySpan<float> heard)
    {
        const int Frame = Rate / 50;
        for (int at = 0; at + Frame <= said.Length; at += Frame)
            if (Rms(said.Slice(at, Frame)) > SpeechRms && Rms(heard.Slice(at, Frame)) < 1e-4) Dropouts++;
    }

    private static double Rms(ReadOnlySpan<float> sound)
    {
        double energy = 0;
        foreach (float sample in sound) energy += sample * sample;
        return Math.Sqrt(energy / sound.Length);
    }
}
