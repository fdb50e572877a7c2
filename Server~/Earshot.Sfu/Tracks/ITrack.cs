using Earshot.Realtime.Api;
using Earshot.Rtc.Wire;

namespace Earshot.Sfu.Tracks;

/// <summary>A track as its session's listing shows it.</summary>
public interface ITrack
{
    /// <summary>The section that carries it on its session.</summary>
    Mid Mid { get; }

    /// <summary>Its name in the session that publishes it.</summary>
    TrackName Name { get; }

    /// <summary>The session that publishes it.</summary>
    SessionId PublisherId { get; }

    /// <summary>False once it was closed on either side. True does not say that packets flow.</summary>
    bool IsActive { get; }
}
