using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Earshot.Measures;

namespace Earshot.Benchmarks.Playout;

/// <summary>What is said: real speech, from packages of Debian's.</summary>
internal sealed class Speech
{
    private const int Rate = 48000;
    private const float Peak = 0.6f;

    private static readonly string[] LeadIn =
        ["Front_Center", "Front_Left", "Front_Right", "Rear_Center"];

    private Speech(float[] samples, int judgedFrom)
    {
        Samples = samples;
        JudgedFrom = judgedFrom;
    }

    /// <summary>48 kHz mono; a second of silence ends it.</summary>
    public float[] Samples { get; }

    /// <summary>Where the part begins that counts: the clips before it are there for a buffer to settle.</summary>
    public int JudgedFrom { get; }

    /// <summary>How much counts, in samples.</summary>
    public int JudgedLength => Samples.Length - JudgedFrom - Rate;

    /// <summary>Four short clips of a woman's voice (alsa-utils, 48 kHz), then a reading of 25 s
    /// (pocketsphinx-testdata, LibriVox, 16 kHz). Null, with a remark that says what to install, where they are
    /// not.</summary>
    public static Speech? Find(Report report)
    {
        const string Reading = "/usr/share/pocketsphinx/test/data/librivox";
        string[] leadIn = [.. LeadIn.Select(clip => $"/usr/share/sounds/alsa/{clip}.wav")];
        if (!leadIn.All(File.Exists) || !Directory.Exists(Reading))
        {
            report.Remark("There is no speech to measure with: sudo apt install alsa-utils pocketsphinx-testdata");
            return null;
        }

        var samples = new List<float>();
        foreach (string clip in leadIn) samples.AddRange(Levelled(WavFile.ReadVoice(clip)));
        int judgedFrom = samples.Count;
        string[] sentences = [.. Directory.GetFiles(Reading, "*.wav").Order(StringComparer.Ordinal)];
        foreach (string sentence in sentences) samples.AddRange(Levelled(WavFile.ReadVoice(sentence)));
        samples.AddRange(new float[Rate]);
        return new Speech([.. samples], judgedFrom);
    }

    private static float[] Levelled(float[] clip)
    {
        float gain = Peak / clip.Max(Math.Abs);
        return [.. clip.Select(sample => sample * gain)];
    }
}
