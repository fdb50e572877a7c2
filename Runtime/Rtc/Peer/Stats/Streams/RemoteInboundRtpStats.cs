#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>What the other side says of a stream that it receives, in its report blocks, by the W3C's names
    /// (https://www.w3.org/TR/webrtc-stats/#remoteinboundrtpstats-dict*).</summary>
    public readonly struct RemoteInboundRtpStats
    {
        /// <summary>The media section.</summary>
        public readonly Mid Mid;

        /// <summary>The stream.</summary>
        public readonly Ssrc Ssrc;

        /// <summary>Packets lost since the stream began.</summary>
        public readonly long PacketsLost;

        /// <summary>The share lost between the last two reports, 0 to 1.</summary>
        public readonly double FractionLost;

        /// <summary>Interarrival jitter in seconds.</summary>
        public readonly double Jitter;

        /// <summary>The last measured round trip in seconds; 0 before the first.</summary>
        public readonly double RoundTripTime;

        /// <summary>All measured round trips together, in seconds.</summary>
        public readonly double TotalRoundTripTime;

        /// <summary>How many were measured.</summary>
        public readonly long RoundTripTimeMeasurements;

        internal RemoteInboundRtpStats(OutgoingStream stream)
        {
            Mid = stream.Transceiver.Mid;
            Ssrc = stream.Encoding.Ssrc;
            PacketsLost = stream.Stream.RemoteLost;
            FractionLost = stream.Stream.FractionLost;
            Jitter = (double)stream.Stream.RemoteJitter / Math.Max(1, stream.Transceiver.Codec?.ClockRate ?? 1);
            RoundTripTime = stream.Stream.RoundTrip.TotalSeconds;
            TotalRoundTripTime = stream.Stream.TotalRoundTrip.TotalSeconds;
            RoundTripTimeMeasurements = stream.Stream.RoundTrips;
        }
    }
}
