using System.Collections.Concurrent;
using Earshot.Realtime.Api;
using Earshot.Server.Tokens;

namespace Earshot.Server.Proxy;

/// <summary>Which player made which session. In development a session may be nobody's. Any thread.</summary>
internal sealed class SessionOwners
{
    private sealed record Owner(PlayerToken? Token);

    private readonly ConcurrentDictionary<SessionId, Owner> _owners = new();

    /// <summary>Remembers who made a session; null is nobody.</summary>
    public void Add(SessionId session, PlayerToken? owner) => _owners[session] = new Owner(owner);

    /// <summary>The session has ended.</summary>
    public void Remove(SessionId session) => _owners.TryRemove(session, out _);

    /// <summary>Finds who made a session; false when it was not made through the proxy, or has ended.</summary>
    public bool TryFind(SessionId session, out PlayerToken? owner)
    {
        bool isKnown = _owners.TryGetValue(session, out Owner? found);
        owner = found?.Token;
        return isKnown;
    }
}
