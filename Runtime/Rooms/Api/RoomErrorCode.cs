#nullable enable
namespace Earshot.Rooms.Api
{
    /// <summary>Why a room ended a connection: the <c>code</c> of its last message.</summary>
    public static class RoomErrorCode
    {
        /// <summary>The token is no token, or is signed by another key.</summary>
        public const string InvalidToken = "invalid_token";

        /// <summary>The token's time has passed; a new one helps.</summary>
        public const string ExpiredToken = "expired_token";

        /// <summary>The token is for another room than the address names.</summary>
        public const string UnknownRoom = "unknown_room";

        /// <summary>A message is not what the protocol allows.</summary>
        public const string InvalidMessage = "invalid_message";

        /// <summary>The same player joined from elsewhere.</summary>
        public const string Replaced = "replaced";

        /// <summary>The room takes no more players.</summary>
        public const string RoomFull = "room_full";
    }
}
