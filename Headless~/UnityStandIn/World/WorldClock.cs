#nullable enable
using System.Diagnostics;

namespace UnityStandIn
{
    /// <summary>Seconds since the world began: the Stopwatch's, or simulated ones.</summary>
    internal sealed class WorldClock
    {
        private readonly bool _simulated;
        private double _now;

        public WorldClock(bool simulated) => _simulated = simulated;

        public long StartTimestamp { get; } = Stopwatch.GetTimestamp();

        public double Now => _simulated
            ? _now
            : (Stopwatch.GetTimestamp() - StartTimestamp) / (double)Stopwatch.Frequency;

        public void Set(double now) => _now = now;
    }
}
