#nullable enable
using Earshot.Rtc.Ice;
using Earshot.Rtc.Turn;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>A candidate of either side, by the W3C's names
    /// (https://www.w3.org/TR/webrtc-stats/#icecandidate-dict*). The protocol is UDP always.</summary>
    public readonly struct IceCandidateStats
    {
        /// <summary>Address and port, by which <see cref="CandidatePairStats"/> names its candidates too.</summary>
        public readonly TransportAddress Address;

        /// <summary>How it was found.</summary>
        public readonly CandidateKind CandidateType;

        /// <summary>Greater is better.</summary>
        public readonly uint Priority;

        /// <summary>Equal for candidates likely to share a fate.</summary>
        public readonly string Foundation;

        /// <summary>The base of a reflexive, the mapped address of a relayed candidate; unspecified where there is none
        /// and where the other side hides it.</summary>
        public readonly TransportAddress RelatedAddress;

        /// <summary>The user name of its side's ICE credentials; empty before the other side has told its
        /// own.</summary>
        public readonly string UsernameFragment;

        /// <summary>How we speak to the TURN server of a relayed candidate of ours; null for all others.</summary>
        public readonly TurnTransport? RelayProtocol;

        internal IceCandidateStats(Candidate candidate, string ufrag)
        {
            Address = candidate.Address;
            CandidateType = candidate.Kind;
            Priority = candidate.Priority;
            Foundation = candidate.Foundation;
            RelatedAddress = candidate.Related;
            UsernameFragment = ufrag;
            RelayProtocol = candidate.RelayProtocol;
        }
    }
}
