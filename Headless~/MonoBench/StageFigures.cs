namespace Earshot.MonoBench;

/// <summary>What a tick took, in microseconds but for the last two.</summary>
public struct StageFigures
{
    /// <summary>To say where everybody is and how loud.</summary>
    public double Told;

    /// <summary>To choose.</summary>
    public double Chosen;

    /// <summary>To drain what is to be done.</summary>
    public double Drained;

    /// <summary>Pulls that were asked for.</summary>
    public double Pulls;

    /// <summary>Bytes allocated.</summary>
    public double Bytes;
}
