using System;
using System.Threading.RateLimiting;
using Earshot.Server.Tokens;

namespace Earshot.Server.Proxy;

/// <summary>How often one player may call, whatever its sessions: a token is no key to everybody's server. Any
/// thread.</summary>
internal sealed class PlayerLimits(ServerOptions options) : IDisposable
{
    private static readonly TimeSpan SessionsPeriod = TimeSpan.FromSeconds(10);

    private readonly PartitionedRateLimiter<PlayerToken> _calls =
        PerPlayer(options.RequestsPerSecondOfPlayer, TimeSpan.FromSeconds(1));

    private readonly PartitionedRateLimiter<PlayerToken> _sessions =
        PerPlayer(options.SessionsPerTenSecondsOfPlayer, SessionsPeriod);

    /// <summary>True when the player may make one more call, or one more session.</summary>
    public bool TryTake(PlayerToken player, bool makesSession)
    {
        using RateLimitLease call = _calls.AttemptAcquire(player);
        if (!call.IsAcquired || !makesSession) return call.IsAcquired;
        using RateLimitLease session = _sessions.AttemptAcquire(player);
        return session.IsAcquired;
    }

    public void Dispose()
    {
        _calls.Dispose();
        _sessions.Dispose();
    }

    private static PartitionedRateLimiter<PlayerToken> PerPlayer(int limit, TimeSpan period) =>
        PartitionedRateLimiter.Create<PlayerToken, (string, string)>(player => RateLimitPartition.GetTokenBucketLimiter(
            (player.Room, player.Player.Value), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = limit,
                TokensPerPeriod = limit,
                ReplenishmentPeriod = period,
            }));
}
