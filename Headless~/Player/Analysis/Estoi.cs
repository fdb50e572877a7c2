using System;
using System.Collections.Generic;
using System.Numerics;
using Earshot.Audio;
using MathNet.Numerics.IntegralTransforms;

namespace Earshot.Player.Analysis;

/// <summary>Extended short-time objective intelligibility (Jensen and Taal, "An Algorithm for Predicting the
/// Intelligibility of Speech Masked by Modulated Noise Maskers", 2016): the correlation of the third-octave envelopes
/// of clean and heard speech over 384 ms, rows and columns normalised. 1 is the same, above 0.8 is easily
/// understood.</summary>
internal static class Estoi
{
    private const int Rate = 10000;
    private const int FrameLength = 256;
    private const int Hop = 128;
    private const int FftSize = 512;
    private const int Bands = 15;
    private const int SegmentFrames = 30;
    private const double LowestCentre = 150;
    private const double DynamicRange = 40;

    /// <summary>The measure for two aligned sounds of the same length at 48 kHz; NaN when there is less than 400 ms of
    /// speech in the clean one.</summary>
    public static double Measure(ReadOnlySpan<float> clean, ReadOnlySpan<float> heard)
    {
        float[] x = Downsample(clean);
        float[] y = Downsample(heard);
        List<int> frames = SpeechFrames(x);
        if (frames.Count < SegmentFrames) return double.NaN;
        double[,] cleanEnvelope = Envelopes(x, frames);
        double[,] heardEnvelope = Envelopes(y, frames);
        double sum = 0;
        int segments = frames.Count - SegmentFrames + 1;
        for (int start = 0; start < segments; start++)
            sum += Correlate(Normalised(cleanEnvelope, start), Normalised(heardEnvelope, start));
        return sum / segments;
    }

    private static float[] Downsample(ReadOnlySpan<float> sound)
    {
        var resampler = new Resampler(48000, Rate);
        var output = new float[(int)((long)sound.Length * Rate / 48000) + 1024];
        int length = resampler.Process(sound, output);
        Array.Resize(ref output, length);
        return output;
    }

    private static List<int> SpeechFrames(float[] x)
    {
        var levels = new List<double>();
        double loudest = double.NegativeInfinity;
        for (int at = 0; at + FrameLength <= x.Length; at += Hop)
        {
            double energy = 1e-20;
            for (int i = 0; i < FrameLength; i++) energy += Math.Pow(x[at + i] * Hann(i), 2);
            levels.Add(10 * Math.Log10(energy));
            loudest = Math.Max(loudest, levels[^1]);
        }

        var frames = new List<int>();
        for (int i = 0; i < levels.Count; i++)
            if (levels[i] > loudest - DynamicRange) frames.Add(i * Hop);
        return frames;
    }

    private static double[,] Envelopes(float[] x, List<int> frames)
    {
        var envelopes = new double[Bands, frames.Count];
        var spectrum = new Complex[FftSize];
        for (int f = 0; f < frames.Count; f++)
        {
            Array.Clear(spectrum);
            for (int i = 0; i < FrameLength && frames[f] + i < x.Length; i++) spectrum[i] = x[frames[f] + i] * Hann(i);
            Fourier.Forward(spectrum, FourierOptions.AsymmetricScaling);
            for (int band = 0; band < Bands; band++) envelopes[band, f] = BandMagnitude(spectrum, band);
        }

        return envelopes;
    }

    private static double BandMagnitude(Complex[] spectrum, int band)
    {
        double centre = LowestCentre * Math.Pow(2, band / 3.0);
        int low = (int)Math.Round(centre * Math.Pow(2, -1 / 6.0) * FftSize / Rate);
        int high = (int)Math.Round(centre * Math.Pow(2, 1 / 6.0) * FftSize / Rate);
        double energy = 0;
        for (int bin = low; bin < high; bin++) energy += Math.Pow(spectrum[bin].Magnitude, 2);
        return Math.Sqrt(energy);
    }

    private static double[,] Normalised(double[,] envelopes, int start)
    {
        var segment = new double[Bands, SegmentFrames];
        for (int band = 0; band < Bands; band++)
            for (int f = 0; f < SegmentFrames; f++) segment[band, f] = envelopes[band, start + f];
        for (int band = 0; band < Bands; band++) Normalise(SegmentFrames, f => ref segment[band, f]);
        for (int f = 0; f < SegmentFrames; f++) Normalise(Bands, band => ref segment[band, f]);
        return segment;
    }

    private delegate ref double Cell(int index);

    private static void Normalise(int count, Cell cell)
    {
        double mean = 0;
        for (int i = 0; i < count; i++) mean += cell(i) / count;
        double norm = 0;
        for (int i = 0; i < count; i++)
        {
            cell(i) -= mean;
            norm += cell(i) * cell(i);
        }

        norm = Math.Sqrt(norm) + 1e-12;
        for (int i = 0; i < count; i++) cell(i) /= norm;
    }

    private static double Correlate(double[,] a, double[,] b)
    {
        double sum = 0;
        for (int band = 0; band < Bands; band++)
            for (int f = 0; f < SegmentFrames; f++) sum += a[band, f] * b[band, f];
        return sum / SegmentFrames;
    }

    private static double Hann(int i) => 0.5 - 0.5 * Math.Cos(2 * Math.PI * (i + 1) / (FrameLength + 1));
}
