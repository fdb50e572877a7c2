using System;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Tracks;

/// <summary>One encoding of a published track: the only one, or a layer of a simulcast. Owner: the loop's
/// thread.</summary>
public sealed class Layer(Rid rid, Instant now)
{
    /// <summary>A layer that nothing came of for so long is not sent at the moment.</summary>
    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);

    private Instant _countedFrom = now;
    private long _bytes;
    private Instant? _keyFrameAskedAt;

    /// <summary>Its name; not given where there is no simulcast.</summary>
    public Rid Rid => rid;

    /// <summary>When a packet of it came last.</summary>
    public Instant HeardAt { get; private set; } = now;

    /// <summary>What it lately took, in bit/s; 0 before that was measured.</summary>
    public long Bitrate { get; private set; }

    /// <summary>True when somebody waits for a key frame of it.</summary>
    internal bool WantsKeyFrame { get; set; }

    /// <summary>True while its publisher sends it.</summary>
    public bool IsSentAt(Instant now) => now - HeardAt < Absence;

    /// <summary>Counts a packet.</summary>
    public void Count(Instant now, int bytes)
    {
        HeardAt = now;
        _bytes += bytes;
        TimeSpan passed = now - _countedFrom;
        if (passed < Window) return;
        Bitrate = (long)(_bytes * 8 / passed.TotalSeconds);
        _bytes = 0;
        _countedFrom = now;
    }

    /// <summary>True when a key frame is wanted and was not asked for just now: key frames are big, and many
    /// subscribers that ask at once get one.</summary>
    internal bool MayAskForKeyFrame(Instant now, TimeSpan interval) =>
        WantsKeyFrame && !(now - _keyFrameAskedAt < interval);

    internal void HandleKeyFrameAsked(Instant now)
    {
        _keyFrameAskedAt = now;
        WantsKeyFrame = false;
    }
}
