using System;

namespace Earshot.Player.Analysis;

/// <summary>Where a head was at a time: metres on the ground and the way it faced, in radians clockwise from
/// +z.</summary>
internal readonly record struct Pose(double Time, double X, double Z, double Yaw)
{
    /// <summary>How far to the right of this head another one is: -1 hard left, 0 ahead or behind, 1 hard
    /// right.</summary>
    public double SideOf(Pose other)
    {
        double bearing = Math.Atan2(other.X - X, other.Z - Z) - Yaw;
        return Math.Sin(bearing);
    }

    public double DistanceTo(Pose other) => Math.Sqrt(Math.Pow(other.X - X, 2) + Math.Pow(other.Z - Z, 2));
}
