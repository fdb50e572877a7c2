using System;
using System.Threading;
using Earshot.Realtime.Api;
using Earshot.Server.Tokens;

namespace Earshot.Server.Whip;

/// <summary>What a WHIP or WHEP client got by its POST, and ends by its DELETE.</summary>
/// <param name="Id">The SFU's session under it, and the last part of its address.</param>
/// <param name="Owner">Whose token made it.</param>
/// <param name="IsPublishing">True for WHIP.</param>
/// <param name="Address">Where it is PATCHed and DELETEd, as a path.</param>
internal sealed record WhipSession(SessionId Id, PlayerToken Owner, bool IsPublishing, string Address)
{
    private Action? _leave;

    /// <summary>The one ICE session it ever has: restarts are not offered (RFC 9725 section 4.3.1).</summary>
    public string ETag => $"\"{Id.Value}\"";

    /// <summary>What is to be undone when it ends.</summary>
    public void LeaveBy(Action leave) => _leave = leave;

    /// <summary>It has ended. Any thread.</summary>
    public void HandleEnded() => Interlocked.Exchange(ref _leave, null)?.Invoke();
}
