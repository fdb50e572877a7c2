using System;
using System.Linq;
using NUnit.Framework;

namespace Earshot.Measures.Tests;

public sealed class LogSpectralDistanceTests
{
    private static readonly float[] Clean = Noise.Syllables(2, 1);

    [TestCase(1, 0)]
    [TestCase(0.5f, 6.0206)]
    [TestCase(4, 12.0412)]
    public void LevelThatDiffers_IsTheDistance(float gain, double decibels)
    {
        float[] heard = [.. Clean.Select(sample => sample * gain)];
        double[] frames = LogSpectralDistance.Frames(Clean, heard);
        Assert.That(frames, Has.Length.GreaterThan(180));
        Assert.That(frames, Is.All.EqualTo(decibels).Within(1e-3));
    }

    [Test]
    public void Gap_IsAGlitchWhereItIs()
    {
        float[] heard = [.. Clean];
        Array.Clear(heard, 48000, 4800);
        double[] frames = LogSpectralDistance.Frames(Clean, heard);
        Assert.That(frames.Count(distance => distance > LogSpectralDistance.Glitch), Is.InRange(6, 12));
    }
}
