using System.Runtime.InteropServices;

namespace Earshot.Benchmarks.Video;

/// <summary>Milliseconds of a processor's time, which a busy neighbour does not lengthen.</summary>
internal static class CpuTime
{
    private const int Children = -1;
    private const int Thread = 1;

    /// <summary>Of this thread.</summary>
    public static double OfThread() => Of(Thread);

    /// <summary>Of all processes that this one started and that have ended.</summary>
    public static double OfChildren() => Of(Children);

    // struct rusage begins with seconds and microseconds of user time, then of system time.
    private static double Of(int who)
    {
        long[] usage = new long[18];
        _ = GetUsage(who, usage);
        return (usage[0] + usage[2]) * 1e3 + (usage[1] + usage[3]) / 1e3;
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    private static extern int GetUsage(int who, [Out] long[] usage);
}
