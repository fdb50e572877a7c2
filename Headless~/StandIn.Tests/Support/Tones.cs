using System;
using UnityEngine;

namespace UnityStandIn.Tests;

/// <summary>Clips to play.</summary>
public static class Tones
{
    public static AudioClip Ones()
    {
        var clip = AudioClip.Create("Ones", 480, 1, 48000, false);
        var pcm = new float[480];
        Array.Fill(pcm, 1f);
        clip.SetData(pcm, 0);
        return clip;
    }

    public static AudioClip Sine(float hertz, int frequency = 48000) => AudioClip.Create(
        "Sine", frequency, 1, frequency, false, Wave(hertz, frequency));

    public static AudioSource PlayAt(Vector3 position, AudioClip clip)
    {
        var source = new GameObject("Source").AddComponent<AudioSource>();
        source.transform.position = position;
        source.spatialBlend = 1f;
        source.loop = true;
        source.clip = clip;
        source.Play();
        return source;
    }

    private static AudioClip.PCMReaderCallback Wave(float hertz, int frequency)
    {
        int at = 0;
        return data =>
        {
            for (int i = 0; i < data.Length; i++) data[i] = MathF.Sin(MathF.Tau * hertz * at++ / frequency);
        };
    }
}
