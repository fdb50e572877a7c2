#nullable enable
namespace Earshot.Rtc.Turn
{
    /// <summary>Why an allocation was not made, or was lost.</summary>
    public enum TurnFailure
    {
        /// <summary>It was not.</summary>
        None,

        /// <summary>The server does not answer, or its connection broke.</summary>
        Unreachable,

        /// <summary>The server does not accept the username or the password (401, 441).</summary>
        WrongCredentials,

        /// <summary>The server lost the allocation, or still has another for our port (437). A new port
        /// helps.</summary>
        AllocationMismatch,

        /// <summary>This user has as many allocations as it may have (486).</summary>
        QuotaReached,

        /// <summary>The server is full (508). Another one may not be.</summary>
        NoCapacity,

        /// <summary>The server sends us to <see cref="TurnClient.AlternateServer"/> (300).</summary>
        TryAlternate,

        /// <summary>The server refuses for another reason, or grants what cannot be used.</summary>
        Refused,
    }
}
