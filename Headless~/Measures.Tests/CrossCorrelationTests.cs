using System;
using NUnit.Framework;

namespace Earshot.Measures.Tests;

public sealed class CrossCorrelationTests
{
    private const int Window = 4800;
    private const int Lag = 700;

    [Test]
    public void HissBehindTheVoice_IsNotTakenForIt([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        float[] said = White(random, Window, 0.9f);
        float[] heard = [.. new float[Lag], .. said, .. White(random, 2 * Window, 3e-5f)];
        (int found, double alike) = CrossCorrelation.Find(said, heard, heard.Length - Window);
        Assert.That(found, Is.EqualTo(Lag));
        Assert.That(alike, Is.EqualTo(1).Within(1e-3));
    }

    private static float[] White(Random random, int length, float amplitude)
    {
        var noise = new float[length];
        for (int i = 0; i < length; i++) noise[i] = (float)(random.NextDouble() * 2 - 1) * amplitude;
        return noise;
    }
}
