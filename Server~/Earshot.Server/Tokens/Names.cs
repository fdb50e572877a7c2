using System.Linq;

namespace Earshot.Server.Tokens;

/// <summary>What names of rooms and players look like.</summary>
internal static class Names
{
    /// <summary>Characters in a room's name, a player's id and a player's name; at least one.</summary>
    public const int MaxLength = 64;

    /// <summary>Letters, digits, and - _ . ~, which need no escaping in an address.</summary>
    public static bool IsRoom(string name) =>
        name.Length is >= 1 and <= MaxLength && name.All(c => char.IsAsciiLetterOrDigit(c) || "-_.~".Contains(c));

    /// <summary>Anything short.</summary>
    public static bool IsPlayer(string name) => name.Length is >= 1 and <= MaxLength;
}
