using System.Threading;
using Earshot.Server.Tokens;

namespace Earshot.Server.Whip;

/// <summary>A POST that was let in.</summary>
/// <param name="Room">The room of the address.</param>
/// <param name="Player">The player of the address: who publishes, or who is watched.</param>
/// <param name="Caller">Whose token it is.</param>
/// <param name="Offer">The client's SDP; empty where it wants one of ours.</param>
/// <param name="Aborted">Cancelled when the caller has gone.</param>
internal sealed record WhipRequest(
    string Room, string Player, PlayerToken Caller, string Offer, CancellationToken Aborted);
