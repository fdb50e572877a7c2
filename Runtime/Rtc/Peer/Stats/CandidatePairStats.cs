#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>The candidate pair that media travels on, by the W3C's names
    /// (https://www.w3.org/TR/webrtc-stats/#candidatepair-dict*).</summary>
    public readonly struct CandidatePairStats
    {
        /// <summary>Our address.</summary>
        public readonly TransportAddress LocalAddress;

        /// <summary>The other side's.</summary>
        public readonly TransportAddress RemoteAddress;

        /// <summary>The round trip in seconds, as the last connectivity check measured it; 0 while unknown, as it
        /// stays for a lite agent, which sends none.</summary>
        public readonly double CurrentRoundTripTime;

        /// <summary>What congestion control allows to be sent, in bit/s; 0 where nothing measures the path.</summary>
        public readonly double AvailableOutgoingBitrate;

        internal CandidatePairStats(
            TransportAddress local, TransportAddress remote, TimeSpan roundTrip, long? targetBitrate)
        {
            LocalAddress = local;
            RemoteAddress = remote;
            CurrentRoundTripTime = roundTrip.TotalSeconds;
            AvailableOutgoingBitrate = targetBitrate ?? 0;
        }
    }
}
