using System;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Earshot.Measures;

/// <summary>Finds by how much one sound lags another.</summary>
public static class CrossCorrelation
{
    /// <summary>The lag in samples, 0 to <paramref name="maxLag"/>, at which <paramref name="heard"/> resembles
    /// <paramref name="said"/> most, and how much: 1 is the same shape, 0 nothing in common.
    /// <paramref name="heard"/> starts where said starts and is longer by <paramref name="maxLag"/>.</summary>
    public static (int Lag, double Correlation) Find(ReadOnlySpan<float> said, ReadOnlySpan<float> heard, int maxLag)
    {
        double saidEnergy = Dot(said, said);
        // The energy of the heard window slides along with the lag, so that a loud passage does not win by loudness. It
        // is summed exactly: what is left of a rounded sum where a voice has ended would make silence win.
        double heardEnergy = 0;
        foreach (float sample in heard[..Math.Min(said.Length, heard.Length)]) heardEnergy += Square(sample);
        int bestLag = 0;
        double best = 0;
        for (int lag = 0; lag <= maxLag && lag + said.Length <= heard.Length; lag++)
        {
            double alike = Dot(said, heard[lag..]) / Math.Sqrt(saidEnergy * Math.Max(heardEnergy, 1e-9) + 1e-12);
            if (alike > best) (best, bestLag) = (alike, lag);
            if (lag + said.Length < heard.Length)
                heardEnergy += Square(heard[lag + said.Length]) - Square(heard[lag]);
        }

        return (bestLag, best);
    }

    /// <summary>The sum of the products of <paramref name="a"/> and the beginning of <paramref name="b"/>.</summary>
    internal static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> wideA = MemoryMarshal.Cast<float, Vector<float>>(a);
        ReadOnlySpan<Vector<float>> wideB = MemoryMarshal.Cast<float, Vector<float>>(b[..a.Length]);
        Vector<float> even = default, odd = default;
        for (int i = 0; i + 1 < wideA.Length; i += 2)
        {
            even += wideA[i] * wideB[i];
            odd += wideA[i + 1] * wideB[i + 1];
        }

        double sum = Vector.Sum(even + odd);
        for (int i = wideA.Length / 2 * 2 * Vector<float>.Count; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static double Square(float sample) => (double)sample * sample;
}
