#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Statistics by the W3C's names (https://www.w3.org/TR/webrtc-stats/), filled without
    /// allocating. Those of which there are several fill a span as far as it reaches and return how many there
    /// are.</summary>
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

        /// <summary>The codecs that streams are sent or received with.</summary>
        public int GetCodecStats(Span<CodecStats> stats) => _media.GetCodecStats(Transceivers, stats);

        /// <summary>The data channels that are not closed.</summary>
        public int GetDataChannelStats(Span<DataChannelStats> stats) => StreamStats.Fill(_data, stats);

        /// <summary>Our candidates.</summary>
        public int GetLocalCandidateStats(Span<IceCandidateStats> stats)
        {
            IReadOnlyList<Candidate> candidates = _transport.Ice.LocalCandidates;
            for (int i = 0; i < candidates.Count && i < stats.Length; i++)
                stats[i] = new IceCandidateStats(candidates[i], _transport.Ice.Local.Ufrag);
            return candidates.Count;
        }

        /// <summary>The other side's candidates: those it has signalled, as far as we look at them, and those that its
        /// checks came from.</summary>
        public int GetRemoteCandidateStats(Span<IceCandidateStats> stats)
        {
            int count = 0;
            for (int i = 0; _transport.Ice.RemoteCandidate(i) is { } candidate; i++)
            {
                if (HasRemoteBefore(i, candidate.Address)) continue;
                if (count < stats.Length) stats[count] = new IceCandidateStats(candidate, _transport.Ice.Remote.Ufrag);
                count++;
            }

            return count;
        }

        /// <summary>Our certificate.</summary>
        public CertificateStats GetLocalCertificateStats() => new CertificateStats(_config.Dtls.LocalFingerprint);

        /// <summary>The other side's certificate; false before it has proven to be its own.</summary>
        public bool TryGetRemoteCertificateStats(out CertificateStats stats)
        {
            bool isProven = _transport.Srtp != null;
            stats = isProven ? new CertificateStats(_transport.RemoteFingerprint) : default;
            return isProven;
        }

        /// <summary>The connection as a whole.</summary>
        public PeerConnectionStats GetPeerConnectionStats() => new PeerConnectionStats(_data);

        /// <summary>The transport.</summary>
        public TransportStats GetTransportStats() => new TransportStats(_counters, _transport);

        /// <summary>The pair in use; false while there is none.</summary>
        public bool TryGetCandidatePairStats(out CandidatePairStats stats)
        {
            bool isThere = _transport.Ice.TryGetSelected(out TransportAddress local, out TransportAddress remote);
            stats = new CandidatePairStats(local, remote, _transport.Ice.RoundTrip, TargetBitrate);
            return isThere;
        }

        private bool HasRemoteBefore(int index, TransportAddress address)
        {
            while (--index >= 0)
                if (_transport.Ice.RemoteCandidate(index)!.Address == address) return true;
            return false;
        }
    }
}
