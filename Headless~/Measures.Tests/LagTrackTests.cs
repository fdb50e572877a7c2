using System;
using System.Linq;
using NUnit.Framework;

namespace Earshot.Measures.Tests;

public sealed class LagTrackTests
{
    private const int Rate = 48000;
    private static readonly float[] Clean = Noise.Syllables(5, 3);

    [TestCase(0)]
    [TestCase(1237)]
    [TestCase(14400)]
    public void Delay_IsFoundToTheSample(int lag)
    {
        var track = new LagTrack(Clean, Delayed(lag), 0, Rate / 2);
        Assert.That(track.Milliseconds.ToArray(), Has.Length.GreaterThan(15));
        Assert.That(track.Milliseconds, Is.All.EqualTo(lag * 1000.0 / Rate).Within(1e-9));
        (int found, double alike) = CrossCorrelation.Find(
            Clean.AsSpan(Rate, Rate), Delayed(lag).AsSpan(Rate, 2 * Rate), Rate / 2);
        Assert.That(found, Is.EqualTo(lag));
        Assert.That(alike, Is.EqualTo(1).Within(1e-3));
    }

    [Test]
    public void DelayThatChanges_IsFollowed()
    {
        float[] early = Delayed(1000);
        float[] late = Delayed(3000);
        float[] heard = [.. early[..(2 * Rate)], .. late[(2 * Rate)..]];
        var track = new LagTrack(Clean, heard, 0, Rate / 2);
        Assert.That(track.Milliseconds.First(), Is.EqualTo(1000 / 48.0).Within(1e-9));
        Assert.That(track.Milliseconds.Last(), Is.EqualTo(3000 / 48.0).Within(1e-9));
        Assert.That(Estoi.Measure(Clean.AsSpan(0, 4 * Rate), track.Align(heard, 0, 4 * Rate)), Is.GreaterThan(0.98));
    }

    [Test]
    public void Gap_IsNotForgiven()
    {
        float[] heard = Delayed(1000);
        Array.Clear(heard, 2 * Rate, Rate / 5);
        float[] aligned = new LagTrack(Clean, heard, 0, Rate / 2).Align(heard, 0, 4 * Rate);
        Assert.That(Estoi.Segments(Clean.AsSpan(0, 4 * Rate), aligned).Min(), Is.LessThan(0.7));
    }

    private static float[] Delayed(int samples) => [.. new float[samples], .. Clean, .. new float[Rate]];
}
