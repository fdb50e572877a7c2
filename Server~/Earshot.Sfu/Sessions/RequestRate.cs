using System;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Sessions;

/// <summary>Counts what comes within a second, and says when it is too much. Owner: the loop's thread.</summary>
internal sealed class RequestRate(int perSecond)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private Instant? _began;
    private int _count;

    /// <summary>False when this second is full. What is refused does not count.</summary>
    public bool TryTake(Instant now)
    {
        if (_began == null || now - _began >= Window)
        {
            _began = now;
            _count = 0;
        }

        if (_count == perSecond) return false;
        _count++;
        return true;
    }
}
