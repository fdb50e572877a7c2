#nullable enable
using System;

namespace Earshot.Rooms
{
    /// <summary>How a <see cref="RoomClient"/> does, at one moment. A copy.</summary>
    public readonly struct RoomFigures
    {
        /// <summary>From the start of joining to the first sample heard of anybody; null before.</summary>
        public TimeSpan? JoinToFirstHeard { get; }

        /// <summary>The shortest recent round trip to the room's server.</summary>
        public TimeSpan RoundTrip { get; }

        /// <summary>Voice packets sent.</summary>
        public long PacketsSent { get; }

        /// <summary>Voice packets received, of all players.</summary>
        public long PacketsReceived { get; }

        public RoomFigures(TimeSpan? joinToFirstHeard, TimeSpan roundTrip, long packetsSent, long packetsReceived)
        {
            JoinToFirstHeard = joinToFirstHeard;
            RoundTrip = roundTrip;
            PacketsSent = packetsSent;
            PacketsReceived = packetsReceived;
        }
    }
}
