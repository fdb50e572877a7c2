#nullable enable
namespace Earshot.Rtc.Turn
{
    /// <summary>Where a <see cref="TurnClient"/> stands.</summary>
    public enum TurnState
    {
        /// <summary>The server has been asked for an address.</summary>
        Allocating,

        /// <summary>There is a relayed address, kept alive.</summary>
        Allocated,

        /// <summary>Ended by this side or for the reason in <see cref="TurnClient.Failure"/>. There is no way
        /// back.</summary>
        Closed,
    }
}
