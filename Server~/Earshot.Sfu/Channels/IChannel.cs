using Earshot.Realtime.Api;

namespace Earshot.Sfu.Channels;

/// <summary>A data channel as its session's listing shows it.</summary>
public interface IChannel
{
    /// <summary>The stream on its session.</summary>
    int Id { get; }

    /// <summary>Its name in the session that publishes it.</summary>
    DataChannelName Name { get; }

    /// <summary>The session that publishes it.</summary>
    SessionId PublisherId { get; }

    /// <summary>False once it was closed on either side.</summary>
    bool IsActive { get; }
}
