#nullable enable
using System;

namespace Earshot.Rtc.Sctp
{
    /// <summary>What a SACK has brought.</summary>
    internal struct AckOutcome
    {
        /// <summary>Bytes that were on their way before it.</summary>
        public int FlightBefore;

        /// <summary>Bytes that have arrived by it.</summary>
        public int Acked;

        /// <summary>True when all up to a later TSN than before have arrived.</summary>
        public bool Advances;

        /// <summary>True when a fragment is now taken for lost.</summary>
        public bool HasLoss;

        /// <summary>Since the latest of those was sent that were sent just once; null when there is none.</summary>
        public TimeSpan? RoundTrip;
    }
}
