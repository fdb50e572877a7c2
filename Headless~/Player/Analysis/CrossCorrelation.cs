using System;
using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Earshot.Player.Analysis;

/// <summary>Finds by how much one sound lags another.</summary>
internal static class CrossCorrelation
{
    /// <summary>The lag in samples, 0 to <paramref name="maxLag"/>, at which <paramref name="heard"/> resembles
    /// <paramref name="said"/> most, and how much: 1 is the same shape, 0 nothing in common.
    /// <paramref name="heard"/> starts where said starts and is longer by <paramref name="maxLag"/>.</summary>
    public static (int Lag, double Correlation) Find(ReadOnlySpan<float> said, ReadOnlySpan<float> heard, int maxLag)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)(said.Length + heard.Length));
        var a = new Complex[size];
        var b = new Complex[size];
        double saidEnergy = 0;
        for (int i = 0; i < said.Length; i++)
        {
            a[i] = said[i];
            saidEnergy += said[i] * said[i];
        }

        for (int i = 0; i < heard.Length; i++) b[i] = heard[i];
        Fourier.Forward(a, FourierOptions.AsymmetricScaling);
        Fourier.Forward(b, FourierOptions.AsymmetricScaling);
        for (int i = 0; i < size; i++) b[i] *= Complex.Conjugate(a[i]);
        Fourier.Inverse(b, FourierOptions.AsymmetricScaling);

        // The energy of the heard window slides along with the lag, so that a loud passage does not win by loudness.
        double heardEnergy = 0;
        for (int i = 0; i < said.Length && i < heard.Length; i++) heardEnergy += heard[i] * heard[i];
        int bestLag = 0;
        double best = 0;
        for (int lag = 0; lag <= maxLag && lag + said.Length <= heard.Length; lag++)
        {
            double correlation = b[lag].Real / Math.Sqrt(saidEnergy * Math.Max(heardEnergy, 1e-9) + 1e-12);
            if (correlation > best) (best, bestLag) = (correlation, lag);
            if (lag + said.Length < heard.Length)
                heardEnergy += heard[lag + said.Length] * heard[lag + said.Length] - heard[lag] * heard[lag];
        }

        return (bestLag, best);
    }
}
