using System;
using System.Buffers.Binary;

namespace Earshot.Benchmarks.Playout;

/// <summary>Puts recorded pieces of 10 ms where they sounded.</summary>
internal static class Recorded
{
    private const int Chunk = 480;
    private const double ChunkMilliseconds = 10;
    private const int Around = 50;

    /// <summary>Each piece sounds from when it was asked for. A busy process notes that late now and then, so the
    /// least late of the second around it tells. Times are in milliseconds; 0 is sample 0.</summary>
    public static float[] Place(ReadOnlySpan<byte> pcm, double[] times)
    {
        int chunks = Math.Min(times.Length, pcm.Length / Chunk / sizeof(short));
        var sound = new float[Math.Max(0, (int)((times[chunks - 1] + 1000) * 48))];
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            double least = double.PositiveInfinity;
            for (int i = Math.Max(0, chunk - Around); i < Math.Min(chunks, chunk + Around); i++)
                least = Math.Min(least, times[i] - i * ChunkMilliseconds);
            int at = (int)Math.Round((least + chunk * ChunkMilliseconds) * 48);
            for (int i = 0; i < Chunk; i++)
            {
                if (at + i < 0 || at + i >= sound.Length) continue;
                sound[at + i] = BinaryPrimitives.ReadInt16LittleEndian(pcm[((chunk * Chunk + i) * 2)..]) / 32768f;
            }
        }

        return sound;
    }
}
