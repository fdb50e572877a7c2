using System;
using System.Collections.Generic;
using Earshot.Audio.Opus;

namespace Earshot.Benchmarks.Playout;

/// <summary>A speech as the packets our encoder makes of it; each way of encoding is done once.</summary>
internal sealed class Encoding(Speech speech)
{
    private readonly Dictionary<int, byte[][]> _known = [];

    /// <summary>Packets of so many samples, by an encoder as it is made.</summary>
    public byte[][] Encode(int frameSamples)
    {
        if (_known.TryGetValue(frameSamples, out byte[][]? known)) return known;
        using IOpusEncoder encoder = OpusLibrary.CreateEncoder(OpusApplication.Voip);
        var packets = new byte[speech.Samples.Length / frameSamples][];
        var payload = new byte[OpusPacket.MaxFrameBytes];
        for (int i = 0; i < packets.Length; i++)
        {
            int length = encoder.Encode(speech.Samples.AsSpan(i * frameSamples, frameSamples), payload);
            packets[i] = payload[..length];
        }

        return _known[frameSamples] = packets;
    }
}
