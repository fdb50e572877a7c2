#nullable enable
namespace Earshot.Rtc.Ice
{
    /// <summary>How a candidate's address was found (RFC 8445 section 5.1.1).</summary>
    public enum CandidateKind
    {
        /// <summary>The address of a local interface.</summary>
        Host,

        /// <summary>How a STUN server sees a host candidate.</summary>
        ServerReflexive,

        /// <summary>How the other agent sees a host candidate, learned from a connectivity check.</summary>
        PeerReflexive,

        /// <summary>An address on a TURN server.</summary>
        Relayed,
    }
}
