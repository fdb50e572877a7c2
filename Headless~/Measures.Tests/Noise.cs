using System;

namespace Earshot.Measures.Tests;

/// <summary>Sounds that any language makes alike: a linear congruential generator's noise.</summary>
internal static class Noise
{
    /// <summary>White noise between -1 and 1.</summary>
    public static double[] Of(int samples, uint seed)
    {
        var noise = new double[samples];
        for (int i = 0; i < samples; i++)
        {
            seed = unchecked(seed * 1664525 + 1013904223);
            noise[i] = seed / 2147483648.0 - 1;
        }

        return noise;
    }

    /// <summary>Something like syllables at 48 kHz: noise that swells thrice a second, without its highs.</summary>
    public static float[] Syllables(double seconds, uint seed)
    {
        double[] noise = Of((int)(seconds * 48000), seed);
        var sound = new float[noise.Length];
        double low = 0;
        for (int i = 0; i < sound.Length; i++)
        {
            low += (noise[i] - low) * 0.2;
            sound[i] = (float)(low * 0.5 * (0.55 + 0.45 * Math.Sin(2 * Math.PI * 3 * i / 48000)));
        }

        return sound;
    }
}
