using System;
using System.Collections.Generic;

namespace Earshot.Player;

/// <summary>What to play.</summary>
internal sealed record PlayerOptions(
    string Scene, int Players, double Seconds, string? Server, IReadOnlyList<string> Voices, string Output)
{
    /// <summary>Throws <see cref="ArgumentException"/> with a sentence when a value makes no sense.</summary>
    public void Check()
    {
        if (Players is < 2 or > 16)
            throw new ArgumentException($"--players is 2 to 16, not {Players}: one alone has nobody to hear.");
        if (Seconds is < 6 or > 3600)
            throw new ArgumentException($"--seconds is 6 to 3600, not {Seconds}: a sentence takes about four.");
    }
}
