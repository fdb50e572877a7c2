using System;
using System.Globalization;

namespace Earshot.Benchmarks.Receive;

/// <summary>What a receiving process has used and seen since it began.</summary>
/// <param name="Microseconds">Processor time of all its threads.</param>
/// <param name="Bytes">Allocated by all its threads; 0 where nobody counts.</param>
/// <param name="Packets">Received; 0 where nobody counts.</param>
internal readonly record struct Mark(double Microseconds, double Bytes, double Packets)
{
    public static Mark OfThisProcess(long packets) => new(
        Environment.CpuUsage.TotalTime.TotalMicroseconds, GC.GetTotalAllocatedBytes(precise: true), packets);

    public static Mark Parse(string text)
    {
        string[] words = text.Split(' ');
        return new(Read(words[0]), Read(words[1]), Read(words[2]));
    }

    public static Mark operator -(Mark a, Mark b) =>
        new(a.Microseconds - b.Microseconds, a.Bytes - b.Bytes, a.Packets - b.Packets);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Microseconds:0} {Bytes:0} {Packets:0}");

    private static double Read(string word) => double.Parse(word, CultureInfo.InvariantCulture);
}
