#nullable enable
namespace Earshot.Rooms
{
    /// <summary>Where a <see cref="RoomClient"/> stands.</summary>
    public enum RoomState
    {
        /// <summary>Joining, or joining again after the connection was lost; it keeps trying.</summary>
        Connecting,

        /// <summary>In the room.</summary>
        Joined,

        /// <summary>Refused for a reason that trying again does not change; see
        /// <see cref="RoomClient.Problem"/>.</summary>
        Failed,

        /// <summary>Left by its owner.</summary>
        Left,
    }
}
