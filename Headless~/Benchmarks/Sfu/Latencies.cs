using System;
using System.Threading;

namespace Earshot.Benchmarks.Sfu;

/// <summary>How long packets were under way, from any thread, to a hundredth of their size.</summary>
internal sealed class Latencies
{
    private const int StepsPerOctave = 64;
    private readonly long[] _counts = new long[24 * StepsPerOctave];

    public void Add(long microseconds)
    {
        int at = (int)(Math.Log2(Math.Max(1, microseconds)) * StepsPerOctave);
        Interlocked.Increment(ref _counts[Math.Min(at, _counts.Length - 1)]);
    }

    public void Clear() => Array.Clear(_counts);

    /// <summary>What that share of the packets stayed under, in milliseconds; null when there were none.</summary>
    public double? Percentile(double share)
    {
        long all = 0, seen = 0;
        foreach (long count in _counts) all += count;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (all > 0 && seen >= all * share) return Math.Pow(2, (i + 1.0) / StepsPerOctave) / 1000;
        }

        return null;
    }
}
