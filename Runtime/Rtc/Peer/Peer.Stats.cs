#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Statistics by the W3C's names (https://www.w3.org/TR/webrtc-stats/), filled without
    /// allocating. Those of streams fill a span as far as it reaches and return how many streams there are.</summary>
    public sealed partial class Peer
    {
        private readonly TransportCounters _counters = new TransportCounters();

        /// <summary>The streams that have been heard; retransmissions belong to what they repair.</summary>
        public int GetInboundRtpStats(Span<InboundRtpStats> stats) => _media.GetInboundStats(stats);

        /// <summary>What their senders report; only of those that have.</summary>
        public int GetRemoteOutboundRtpStats(Span<RemoteOutboundRtpStats> stats) =>
            _media.GetRemoteOutboundStats(stats);

        /// <summary>The streams this side sends, each layer of a simulcast.</summary>
        public int GetOutboundRtpStats(Span<OutboundRtpStats> stats) => _media.GetOutboundStats(stats);

        /// <summary>What their receivers report; only of those that have been reported on.</summary>
        public int GetRemoteInboundRtpStats(Span<RemoteInboundRtpStats> stats) => _media.GetRemoteInboundStats(stats);

        /// <summary>The transport.</summary>
        public TransportStats GetTransportStats() => new TransportStats(_counters, _transport);

        /// <summary>The pair in use; false while there is none.</summary>
        public bool TryGetCandidatePairStats(out CandidatePairStats stats)
        {
            bool isThere = _transport.Ice.TryGetSelected(out TransportAddress local, out TransportAddress remote);
            stats = new CandidatePairStats(local, remote, _transport.Ice.RoundTrip, TargetBitrate);
            return isThere;
        }
    }
}
