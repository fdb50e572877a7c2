using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Audio;

namespace Earshot.Measures;

/// <summary>By how much a heard sound lags the clean one, all along it: a jitter buffer stretches time, so there is no
/// one lag. Each 320 ms of speech is looked for in what was heard; what is not surely found takes its neighbours'
/// lag.</summary>
public sealed class LagTrack
{
    private const int Rate = 48000;
    private const int Coarse = 6000;
    private const int Factor = Rate / Coarse;
    private const int Window = Rate * 32 / 100;
    private const int Step = Window / 2;
    private const int Seam = Rate / 50;
    private const double SpeechRms = 0.005;
    private const double Sure = 0.5;
    private const int Neighbours = 2;

    private readonly List<(int At, int Lag)> _found = [];

    /// <summary>Follows two sounds at 48 kHz that begin at one moment, up to a lag of <paramref name="maxLag"/>
    /// samples, from <paramref name="from"/> on.</summary>
    public LagTrack(float[] clean, float[] heard, int from, int maxLag)
    {
        float[] coarseClean = Downsample(clean);
        float[] coarseHeard = Downsample(heard);
        var raw = new List<(int At, int Lag)>();
        for (int at = from; at + Window + maxLag < heard.Length && at + Window <= clean.Length; at += Step)
        {
            Windows += IsSpeech(clean.AsSpan(at, Window)) ? 1 : 0;
            if (IsSpeech(clean.AsSpan(at, Window)) && TryFind(at) is int lag) raw.Add((at, lag));
        }

        // A lone window that matched another pitch period is outvoted.
        for (int i = 0; i < raw.Count; i++)
        {
            int first = Math.Max(0, i - Neighbours);
            int[] around = [.. raw.Skip(first).Take(i + Neighbours + 1 - first).Select(one => one.Lag).Order()];
            _found.Add((raw[i].At, around[around.Length / 2]));
        }

        int? TryFind(int at)
        {
            (int coarse, double alike) = CrossCorrelation.Find(
                coarseClean.AsSpan(at / Factor, Window / Factor),
                coarseHeard.AsSpan(at / Factor, (Window + maxLag) / Factor), maxLag / Factor);
            return alike < Sure ? null : Refine(clean.AsSpan(at, Window), heard, at, coarse * Factor, maxLag);
        }
    }

    /// <summary>How many windows held speech.</summary>
    public int Windows { get; }

    /// <summary>The lags that were found, in milliseconds.</summary>
    public IEnumerable<double> Milliseconds => _found.Select(found => found.Lag * 1000.0 / Rate);

    /// <summary>When a window was said, in seconds, and its lag in milliseconds.</summary>
    public IEnumerable<(double At, double Milliseconds)> Course =>
        _found.Select(found => ((found.At + Window / 2.0) / Rate, found.Lag * 1000.0 / Rate));

    /// <summary>What was heard, moved to where it was said: each 160 ms from its own lag, with a crossfade of 20 ms
    /// between them. Stretched time is forgiven so, what is missing is not.</summary>
    public float[] Align(float[] heard, int from, int length)
    {
        var aligned = new float[length];
        if (_found.Count == 0) return aligned;
        int lag = LagAt(from);
        for (int at = 0; at < length; at += Step)
        {
            int before = lag;
            lag = LagAt(from + at);
            for (int i = at; i < Math.Min(length, at + Step); i++)
            {
                float share = Math.Min(1, (i - at) / (float)Seam);
                aligned[i] = At(from + i + lag) * share + At(from + i + before) * (1 - share);
            }
        }

        return aligned;

        float At(int i) => i < heard.Length ? heard[i] : 0;
    }

    private int LagAt(int at)
    {
        int next = _found.FindIndex(found => found.At + Window / 2 - Step / 2 >= at);
        if (next < 0) return _found[^1].Lag;
        if (next == 0) return _found[0].Lag;
        int centre = at + Step / 2 - Window / 2;
        bool isNearer = _found[next].At - centre < centre - _found[next - 1].At;
        return _found[isNearer ? next : next - 1].Lag;
    }

    private static int Refine(ReadOnlySpan<float> said, float[] heard, int at, int coarse, int maxLag)
    {
        int best = coarse;
        double highest = double.NegativeInfinity;
        for (int lag = Math.Max(0, coarse - Factor); lag <= Math.Min(maxLag, coarse + Factor); lag++)
        {
            double dot = CrossCorrelation.Dot(said, heard.AsSpan(at + lag, said.Length));
            if (dot > highest) (highest, best) = (dot, lag);
        }

        return best;
    }

    private static bool IsSpeech(ReadOnlySpan<float> sound) =>
        Math.Sqrt(CrossCorrelation.Dot(sound, sound) / sound.Length) > SpeechRms;

    private static float[] Downsample(float[] sound)
    {
        var resampler = new Resampler(Rate, Coarse);
        var output = new float[resampler.MaxOutput(sound.Length)];
        return output[..resampler.Process(sound, output)];
    }
}
