using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using Earshot.Audio.Opus;

namespace Earshot.Tests;

/// <summary>Sines as Opus. Those of a whole number of hertz repeat after a second, so a second of frames plays for
/// ever.</summary>
internal static class Tone
{
    /// <summary>Frames of 20 ms in a second.</summary>
    public const int FramesPerSecond = 50;

    private const int LongestFrame = 5760;
    private const int FramesToSettle = 3;
    private const int FramesEnough = 12;

    private static readonly ConcurrentDictionary<int, byte[][]> Encoded = [];

    /// <summary>A second of a tone, the decoder's state at its end being that of its beginning.</summary>
    public static byte[][] Frames(int hertz) => Encoded.GetOrAdd(hertz, Encode);

    /// <summary>How much of the energy in these packets is that tone, 0 to 1; 0 when they are too few to tell. Packets
    /// may be missing, and come twice or in any order: each counts once, at the place its RTP timestamp gives it, but
    /// for those behind a gap, which the decoder cannot know yet.</summary>
    public static double ShareIn(IEnumerable<TonePacket> packets, int hertz)
    {
        using IOpusDecoder decoder = OpusLibrary.CreateDecoder();
        var frame = new float[LongestFrame];
        double energy = 0, re = 0, im = 0;
        long samples = 0, due = 0;
        int frames = 0, inARow = 0;
        foreach (TonePacket packet in new SortedSet<TonePacket>(packets))
        {
            inARow = packet.Time == due ? inARow + 1 : 0;
            int length = decoder.Decode(packet.Payload, frame);
            due = packet.Time + length;
            if (inARow < (frames == 0 ? FramesToSettle : 1)) continue;
            frames++;
            samples += length;
            for (int i = 0; i < length; i++)
            {
                double angle = 2 * Math.PI * hertz * (packet.Time + i) / OpusLibrary.SampleRate;
                energy += frame[i] * frame[i];
                re += frame[i] * Math.Cos(angle);
                im += frame[i] * Math.Sin(angle);
            }
        }

        return frames < FramesEnough || energy == 0 ? 0 : 2 * (re * re + im * im) / samples / energy;
    }

    private static byte[][] Encode(int hertz)
    {
        using IOpusEncoder encoder = OpusLibrary.CreateEncoder(OpusApplication.Audio);
        var pcm = new float[OpusLibrary.FrameSamples];
        var payload = new byte[1275];
        var frames = new byte[FramesPerSecond][];
        // The second time round, the encoder knows what went before.
        for (int n = 0; n < 2 * FramesPerSecond; n++)
        {
            for (int i = 0; i < pcm.Length; i++)
            {
                double angle = 2 * Math.PI * hertz * (n * pcm.Length + i) / OpusLibrary.SampleRate;
                pcm[i] = (float)(0.3 * Math.Sin(angle));
            }

            frames[n % FramesPerSecond] = payload[..encoder.Encode(pcm, payload)];
        }

        return frames;
    }
}
