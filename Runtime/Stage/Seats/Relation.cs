#nullable enable
using System;

namespace Earshot.Stage.Seats
{
    /// <summary>What a listener has said about a player.</summary>
    [Flags]
    internal enum Relation : byte
    {
        None = 0,

        /// <summary>Has a seat before all others.</summary>
        Pinned = 1,

        /// <summary>Is neither heard nor seen.</summary>
        Blocked = 2,

        /// <summary>Hears the listener, as its own client has said.</summary>
        HearsUs = 4,
    }
}
