#nullable enable
namespace Earshot.Realtime
{
    /// <summary>How far a session with the SFU has come. A session only goes forward.</summary>
    public enum SessionPhase
    {
        /// <summary>The SFU is being asked for a session.</summary>
        Opening,

        /// <summary>There is a session; its transport is not connected.</summary>
        Open,

        /// <summary>Media can flow.</summary>
        Connected,

        /// <summary>It broke, for the reason in <see cref="SessionState.Failure"/>; only a new session helps.</summary>
        Lost,

        /// <summary>It was closed by its owner.</summary>
        Closed,
    }
}
