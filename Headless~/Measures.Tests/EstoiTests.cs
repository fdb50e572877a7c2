using System;
using System.Linq;
using NUnit.Framework;

namespace Earshot.Measures.Tests;

/// <summary>Held against the paper's formulas as written down in NumPy, for noise that swells three times a second with
/// a pause of 0.4 s.</summary>
public sealed class EstoiTests
{
    private static readonly double[] Clean = MakeClean();

    [TestCase(0.1, 0.92039, 0.80020)]
    [TestCase(0.5, 0.49515, 0.21603)]
    [TestCase(2, 0.07755, -0.02651)]
    public void AddedNoise_GivesTheKnownValues(double gain, double mean, double least)
    {
        double[] heard = [.. Clean.Zip(Noise.Of(Clean.Length, 2), (clean, noise) => clean + gain * noise)];
        double[] segments = Estoi.SegmentsAtRate(Clean, heard);
        Assert.That(segments, Has.Length.EqualTo(173));
        Assert.That(segments.Average(), Is.EqualTo(mean).Within(2e-5));
        Assert.That(segments.Min(), Is.EqualTo(least).Within(2e-5));
    }

    [Test]
    public void Gap_GivesTheKnownValues()
    {
        double[] heard = [.. Clean];
        Array.Clear(heard, 20000, 600);
        double[] segments = Estoi.SegmentsAtRate(Clean, heard);
        Assert.That(segments.Average(), Is.EqualTo(0.97253).Within(2e-5));
        Assert.That(segments.Min(), Is.EqualTo(0.82527).Within(2e-5));
    }

    [Test]
    public void TheSame_IsOne() =>
        Assert.That(Estoi.SegmentsAtRate(Clean, Clean), Is.All.EqualTo(1).Within(1e-9));

    [Test]
    public void TooLittle_IsNotANumber() => Assert.That(Estoi.Measure(new float[9000], new float[9000]), Is.NaN);

    private static double[] MakeClean()
    {
        double[] clean = Noise.Of(30000, 1);
        for (int i = 0; i < clean.Length; i++) clean[i] *= 0.55 + 0.45 * Math.Sin(2 * Math.PI * 3 * i / Estoi.Rate);
        Array.Clear(clean, 10000, 4000);
        return clean;
    }
}
