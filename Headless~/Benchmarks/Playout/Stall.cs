using System;

namespace Earshot.Benchmarks.Playout;

/// <summary>A time in which nothing passes.</summary>
/// <param name="At">When it begins, in seconds.</param>
/// <param name="Seconds">How long it lasts.</param>
/// <param name="Loses">What comes meanwhile is lost; otherwise it comes in a burst when the stall ends.</param>
internal readonly record struct Stall(double At, double Seconds, bool Loses = false)
{
    public TimeSpan End => TimeSpan.FromSeconds(At + Seconds);

    public bool Covers(TimeSpan arrival) => arrival.TotalSeconds >= At && arrival < End;
}
