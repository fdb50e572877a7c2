using System;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;

namespace Earshot.Server.Api;

/// <summary>How calls get at sessions: found and changed on the SFU's thread, a change at a time, waited for outside
/// it.</summary>
internal sealed class SessionAccess(Sfu.Sfu sfu, TimeSpan connectWait)
{
    /// <summary>How long a call waits for a transport that connects.</summary>
    public TimeSpan ConnectWait => connectWait;

    /// <summary>Runs a call on a session, unless it is gone or has been called too often.</summary>
    public async Task<ApiReply> CallAsync(SessionId id, Func<Session, Task<ApiReply>> call)
    {
        (Session? session, bool isAdmitted) = await sfu.RunAsync(now =>
        {
            Session? found = sfu.Find(id);
            return (found, found?.TryAdmit(now) ?? false);
        });
        if (session == null) return ApiReply.Gone();
        return isAdmitted ? await call(session) : ApiReply.TooMany();
    }

    /// <summary>Runs one step of a call on the SFU's thread.</summary>
    public Task<ApiReply> OnceAsync(Session session, Func<Instant, ApiReply> step) =>
        sfu.RunAsync(now => session.IsEnded ? ApiReply.Gone() : step(now));

    /// <summary>Runs a change of a session alone: one that overlaps it is refused.</summary>
    public async Task<ApiReply> ChangeAsync(Session session, Func<Task<ApiReply>> change)
    {
        if (!session.TryBegin())
        {
            return ApiReply.InvalidDescription(
                "Another change of this session is under way. Please wait for its response before the next one.");
        }

        try
        {
            return await change();
        }
        finally
        {
            session.Finish();
        }
    }

    /// <summary>A change of one step.</summary>
    public Task<ApiReply> ChangeOnceAsync(Session session, Func<Instant, ApiReply> step) =>
        ChangeAsync(session, () => OnceAsync(session, step));

    /// <summary>A session that nothing has negotiated is ready; one that connects is waited for.</summary>
    public async Task<bool> IsReadyAsync(Session session, CancellationToken aborted)
    {
        Task ready = await sfu.RunAsync(_ =>
            session.IsEnded || session.Peer.State == PeerState.New ? Task.CompletedTask : session.Connected);
        await WaitAsync(ready, connectWait, aborted);
        return ready.IsCompleted;
    }

    /// <summary>Waits for a task, but not for ever, and does not mind how it ends.</summary>
    public static async Task WaitAsync(Task task, TimeSpan atMost, CancellationToken aborted) =>
        await task.WaitAsync(atMost, aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
