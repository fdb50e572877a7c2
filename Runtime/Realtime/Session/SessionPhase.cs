#nullable enable
namespace Earshot.Realtime
{
    /// <summary>Where a <see cref="RealtimeSession"/> stands.</summary>
    public enum RealtimeSessionState
    {
        /// <summary>The SFU is being asked for a session.</summary>
        Opening,

        /// <summary>There is a session; its transport is not connected.</summary>
        Open,

        /// <summary>Media can flow.</summary>
        Connected,

        /// <summary>It broke, for the reason in <see cref="RealtimeSession.Failure"/>; only a new session
        /// helps.</summary>
        Lost,

        /// <summary>It was closed by its owner.</summary>
        Closed,
    }
}
