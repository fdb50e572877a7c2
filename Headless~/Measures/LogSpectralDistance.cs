using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Earshot.Measures;

/// <summary>How far the spectrum of a heard sound is from the clean one's, in dB: the root mean square over 32 bands,
/// spaced by logarithm from 100 to 7,500 Hz, of the difference of their levels, for each 10 ms in which the clean sound
/// is within 40 dB of its loudest. What is 60 dB below the loudest band counts as silence on either side.</summary>
public static class LogSpectralDistance
{
    /// <summary>A frame farther off than this is heard as a glitch, in dB.</summary>
    public const double Glitch = 8;

    private const int Rate = 48000;
    private const int Hop = Rate / 100;
    private const int FrameLength = 1536;
    private const int FftSize = 2048;
    private const int Bands = 32;
    private const double ActiveRange = 40;
    private const double SilenceRange = 60;

    private static readonly int[] Edges =
        [.. Enumerable.Range(0, Bands + 1).Select(i => (int)Math.Round(100 * Math.Pow(75, i / 32.0) * FftSize / Rate))];

    /// <summary>A value for each active 10 ms of two aligned sounds at 48 kHz.</summary>
    public static double[] Frames(ReadOnlySpan<float> clean, ReadOnlySpan<float> heard)
    {
        List<double[]> x = Levels(clean);
        List<double[]> y = Levels(heard);
        double loudestFrame = x.Select(Energy).DefaultIfEmpty().Max();
        double floor = x.SelectMany(bands => bands).DefaultIfEmpty().Max() * Math.Pow(10, -SilenceRange / 10) + 1e-12;
        return
        [
            .. Enumerable.Range(0, Math.Min(x.Count, y.Count))
                .Where(i => Energy(x[i]) > loudestFrame * Math.Pow(10, -ActiveRange / 10))
                .Select(i => Distance(x[i], y[i], floor)),
        ];
    }

    private static double Energy(double[] bands) => bands.Sum();

    private static double Distance(double[] a, double[] b, double floor)
    {
        double sum = 0;
        for (int i = 0; i < Bands; i++)
        {
            double difference = 10 * Math.Log10(Math.Max(a[i], floor) / Math.Max(b[i], floor));
            sum += difference * difference;
        }

        return Math.Sqrt(sum / Bands);
    }

    private static List<double[]> Levels(ReadOnlySpan<float> sound)
    {
        var levels = new List<double[]>();
        var spectrum = new Complex[FftSize];
        for (int at = 0; at + FrameLength <= sound.Length; at += Hop)
        {
            Array.Clear(spectrum);
            for (int i = 0; i < FrameLength; i++)
                spectrum[i] = sound[at + i] * (0.5 - 0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / FrameLength));
            Fourier.Forward(spectrum, FourierOptions.AsymmetricScaling);
            levels.Add(BandsOf(spectrum));
        }

        return levels;
    }

    // The mean power of a band's bins; the lowest bands share theirs.
    private static double[] BandsOf(Complex[] spectrum)
    {
        var bands = new double[Bands];
        for (int band = 0; band < Bands; band++)
        {
            int end = Math.Max(Edges[band] + 1, Edges[band + 1]);
            for (int bin = Edges[band]; bin < end; bin++)
                bands[band] += spectrum[bin].Real * spectrum[bin].Real +
                    spectrum[bin].Imaginary * spectrum[bin].Imaginary;
            bands[band] /= end - Edges[band];
        }

        return bands;
    }
}
