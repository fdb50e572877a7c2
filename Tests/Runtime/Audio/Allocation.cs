#nullable enable
using System;

namespace Earshot.Tests
{
    /// <summary>Counts what an action allocates.</summary>
    public static class Allocation
    {
        /// <summary>The bytes that so many runs allocate on this thread, after a tenth as many for warming
        /// up.</summary>
        public static long Of(int runs, Action action)
        {
            for (int i = 0; i < runs / 10; i++) action();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < runs; i++) action();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
