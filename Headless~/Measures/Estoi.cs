using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Earshot.Audio;
using MathNet.Numerics.IntegralTransforms;

namespace Earshot.Measures;

/// <summary>Extended short-time objective intelligibility (Jensen and Taal, "An Algorithm for Predicting the
/// Intelligibility of Speech Masked by Modulated Noise Maskers", 2016): the correlation of the third-octave envelopes
/// of clean and heard speech over 384 ms, rows and columns normalised. 1 is the same, above 0.8 is easily
/// understood.</summary>
public static class Estoi
{
    /// <summary>The sampling rate the measure is defined at, in Hz.</summary>
    public const int Rate = 10000;

    private const int FrameLength = 256;
    private const int Hop = 128;
    private const int FftSize = 512;
    private const int Bands = 15;
    private const int SegmentFrames = 30;
    private const double LowestCentre = 150;
    private const double DynamicRange = 40;

    private static readonly double[] Window =
        [.. Enumerable.Range(1, FrameLength).Select(i => 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / (FrameLength + 1)))];

    private static readonly (int Low, int High)[] BandBins = [.. Enumerable.Range(0, Bands).Select(BinsOf)];

    /// <summary>The measure for two aligned sounds of the same length at 48 kHz; NaN when there is less than 400 ms of
    /// speech in the clean one.</summary>
    public static double Measure(ReadOnlySpan<float> clean, ReadOnlySpan<float> heard)
    {
        double[] segments = Segments(clean, heard);
        return segments.Length == 0 ? double.NaN : segments.Average();
    }

    /// <summary>The same, a value for each 384 ms of speech, 12.8 ms apart; none when there is too little.</summary>
    public static double[] Segments(ReadOnlySpan<float> clean, ReadOnlySpan<float> heard) =>
        SegmentsAtRate(Downsample(clean), Downsample(heard));

    /// <summary>The same for sounds that have <see cref="Rate"/> already.</summary>
    public static double[] SegmentsAtRate(ReadOnlySpan<double> clean, ReadOnlySpan<double> heard)
    {
        List<int> speech = SpeechFrames(clean);
        double[][] x = Envelopes(WithoutSilence(clean, speech));
        double[][] y = Envelopes(WithoutSilence(heard, speech));
        var segments = new double[Math.Max(0, x.Length - SegmentFrames + 1)];
        var a = new double[SegmentFrames, Bands];
        var b = new double[SegmentFrames, Bands];
        for (int start = 0; start < segments.Length; start++)
        {
            Normalise(x, start, a);
            Normalise(y, start, b);
            for (int f = 0; f < SegmentFrames; f++)
                for (int band = 0; band < Bands; band++) segments[start] += a[f, band] * b[f, band] / SegmentFrames;
        }

        return segments;
    }

    private static double[] Downsample(ReadOnlySpan<float> sound)
    {
        var resampler = new Resampler(48000, Rate);
        var output = new float[resampler.MaxOutput(sound.Length)];
        int length = resampler.Process(sound, output);
        return Array.ConvertAll(output[..length], sample => (double)sample);
    }

    private static List<int> SpeechFrames(ReadOnlySpan<double> x)
    {
        var levels = new List<double>();
        for (int at = 0; at + FrameLength < x.Length; at += Hop)
        {
            double energy = 0;
            for (int i = 0; i < FrameLength; i++) energy += x[at + i] * Window[i] * x[at + i] * Window[i];
            levels.Add(10 * Math.Log10(energy + 1e-30));
        }

        double loudest = levels.DefaultIfEmpty().Max();
        IEnumerable<int> loud = Enumerable.Range(0, levels.Count).Where(i => levels[i] > loudest - DynamicRange);
        return [.. loud.Select(i => i * Hop)];
    }

    // The frames with speech, windowed and overlapped to one sound again.
    private static double[] WithoutSilence(ReadOnlySpan<double> x, List<int> frames)
    {
        var speech = new double[frames.Count == 0 ? 0 : (frames.Count - 1) * Hop + FrameLength];
        for (int f = 0; f < frames.Count; f++)
            for (int i = 0; i < FrameLength; i++) speech[f * Hop + i] += x[frames[f] + i] * Window[i];
        return speech;
    }

    private static double[][] Envelopes(double[] x)
    {
        var envelopes = new List<double[]>();
        var spectrum = new Complex[FftSize];
        for (int at = 0; at + FrameLength < x.Length; at += Hop)
        {
            Array.Clear(spectrum);
            for (int i = 0; i < FrameLength; i++) spectrum[i] = x[at + i] * Window[i];
            Fourier.Forward(spectrum, FourierOptions.AsymmetricScaling);
            var bands = new double[Bands];
            for (int band = 0; band < Bands; band++)
            {
                for (int bin = BandBins[band].Low; bin < BandBins[band].High; bin++)
                    bands[band] += spectrum[bin].Real * spectrum[bin].Real +
                        spectrum[bin].Imaginary * spectrum[bin].Imaginary;
                bands[band] = Math.Sqrt(bands[band]);
            }

            envelopes.Add(bands);
        }

        return [.. envelopes];
    }

    private static (int Low, int High) BinsOf(int band)
    {
        double centre = LowestCentre * Math.Pow(2, band / 3.0);
        return ((int)Math.Round(centre * Math.Pow(2, -1 / 6.0) * FftSize / Rate),
            (int)Math.Round(centre * Math.Pow(2, 1 / 6.0) * FftSize / Rate));
    }

    // Each band over time, then each moment over the bands: without its mean, and of length 1.
    private static void Normalise(double[][] envelopes, int start, double[,] segment)
    {
        for (int band = 0; band < Bands; band++)
        {
            double sum = 0, squares = 0;
            for (int f = 0; f < SegmentFrames; f++) sum += envelopes[start + f][band];
            for (int f = 0; f < SegmentFrames; f++)
            {
                double value = segment[f, band] = envelopes[start + f][band] - sum / SegmentFrames;
                squares += value * value;
            }

            double norm = Math.Sqrt(squares) + 1e-12;
            for (int f = 0; f < SegmentFrames; f++) segment[f, band] /= norm;
        }

        for (int f = 0; f < SegmentFrames; f++)
        {
            double sum = 0, squares = 0;
            for (int band = 0; band < Bands; band++) sum += segment[f, band];
            for (int band = 0; band < Bands; band++)
            {
                double value = segment[f, band] -= sum / Bands;
                squares += value * value;
            }

            double norm = Math.Sqrt(squares) + 1e-12;
            for (int band = 0; band < Bands; band++) segment[f, band] /= norm;
        }
    }
}
