using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading.Tasks;
using Earshot.Realtime.Api;

namespace Earshot.Server.Whip;

/// <summary>The WHIP and WHEP sessions that live. Any thread.</summary>
internal sealed class WhipSessions
{
    private readonly ConcurrentDictionary<SessionId, WhipSession> _sessions = new();
    private readonly Sfu.Sfu _sfu;

    public WhipSessions(Sfu.Sfu sfu)
    {
        _sfu = sfu;
        sfu.SessionEnded += Forget;
    }

    public WhipSession? Find(string id) => _sessions.GetValueOrDefault(new SessionId(id));

    /// <summary>Keeps a session until it ends; false when it has ended already.</summary>
    public async Task<bool> TryAddAsync(WhipSession session)
    {
        _sessions[session.Id] = session;
        bool lives = await _sfu.RunAsync(_ => _sfu.Find(session.Id) != null);
        if (!lives) Forget(session.Id);
        return lives;
    }

    /// <summary>Ends the SFU's session, and with it the other.</summary>
    public Task EndAsync(SessionId id) => _sfu.RunAsync(now =>
    {
        _sfu.Find(id)?.End(now);
        return true;
    });

    private void Forget(SessionId id)
    {
        if (_sessions.TryRemove(id, out WhipSession? session)) session.HandleEnded();
    }
}
