using System;

namespace Earshot.Relay;

/// <summary>What a link does to the datagrams that cross it, one way. The default does nothing to them.</summary>
public sealed record LinkProfile
{
    /// <summary>A link without any fault.</summary>
    public static LinkProfile Perfect { get; } = new();

    /// <summary>How long each datagram takes at least.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Mean of what comes on top, exponentially distributed. Datagrams keep their order, as they do in a
    /// router's queue; only <see cref="Reordering"/> breaks it.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>The share that is lost in the long run, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>How many are lost in a row on average: Gilbert-Elliott, with nothing lost between the bursts. 0 loses
    /// each without regard to the last.</summary>
    public double LossBurst { get; init; }

    /// <summary>The share that is held back by <see cref="ReorderBy"/> while later ones pass, 0 to 1.</summary>
    public double Reordering { get; init; }

    /// <summary>How long a datagram is held back. The default lets a 20 ms voice stream's next one pass.</summary>
    public TimeSpan ReorderBy { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>The share that arrives twice, the second right behind the first, 0 to 1.</summary>
    public double Duplication { get; init; }

    /// <summary>What fits through in bits of UDP payload a second; 0 is without limit.</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>What a datagram may wait for those before it where the rate is limited; it is dropped rather than wait
    /// longer.</summary>
    public TimeSpan Queue { get; init; } = TimeSpan.FromMilliseconds(200);
}
