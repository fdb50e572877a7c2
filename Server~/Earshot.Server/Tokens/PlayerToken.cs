using System;
using Earshot.Rooms.Api;

namespace Earshot.Server.Tokens;

/// <summary>What a player's token says, once it was found to be genuine.</summary>
/// <param name="Player">Claim <c>sub</c>: who.</param>
/// <param name="Name">Claim <c>name</c>: the name to show; the player's id where the token has none.</param>
/// <param name="Room">Claim <c>room</c>: the one room it opens.</param>
/// <param name="MayPublish">Claim <c>pub</c>; absent is no.</param>
/// <param name="MayPull">Claim <c>pull</c>; absent is no.</param>
/// <param name="ExpiresAt">Claim <c>exp</c>.</param>
public sealed record PlayerToken(
    PlayerId Player, string Name, string Room, bool MayPublish, bool MayPull, DateTimeOffset ExpiresAt)
{
    /// <summary>True when both were made for the same player of the same room: a refreshed token is as good as the
    /// one it follows.</summary>
    public bool IsSamePlayer(PlayerToken other) => Player == other.Player && Room == other.Room;
}
