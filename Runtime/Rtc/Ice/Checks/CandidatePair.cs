#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>A local and a remote candidate that may work together, and how far they are
    /// (https://www.rfc-editor.org/rfc/rfc8445#section-6.1.2.6).
    /// <code>
    ///   Frozen --unfreeze--> Waiting --check--> InProgress --success--> Succeeded
    ///                           ^                   |
    ///                           +---triggered---- Failed
    /// </code></summary>
    internal sealed class CandidatePair
    {
        /// <summary>Less is noise, or not worth another network.</summary>
        private static readonly TimeSpan ClearlyFaster = TimeSpan.FromMilliseconds(20);

        public CandidatePair(Candidate local, Candidate remote)
        {
            Local = local;
            Remote = remote;
        }

        /// <summary>A host or relayed candidate: the base, which is what a check is sent from.</summary>
        public Candidate Local { get; }

        /// <summary>The other side's candidate; a peer-reflexive one is replaced when signalled after all.</summary>
        public Candidate Remote { get; set; }

        /// <summary>Its rank in the checklist; depends on the role.</summary>
        public ulong Priority { get; private set; }

        /// <summary>How far it is.</summary>
        public CandidatePairState State { get; set; }

        /// <summary>The request it waits for the answer of.</summary>
        public ConnectivityCheck Check { get; } = new ConnectivityCheck();

        /// <summary>True when the other side's check asks for ours at once (RFC 8445 section 7.3.1.4).</summary>
        public bool IsTriggered { get; set; }

        /// <summary>True when an authenticated request came on it.</summary>
        public bool IsHeard { get; set; }

        /// <summary>True when the controlling side nominated it before our own check succeeded.</summary>
        public bool IsNominationPending { get; set; }

        /// <summary>0 until it is nominated; the later nomination has the greater number.</summary>
        public long Nomination { get; set; }

        /// <summary>When it was nominated last.</summary>
        public Instant NominatedAt { get; set; }

        /// <summary>The time from a request to its answer, as last measured; zero while unknown.</summary>
        public TimeSpan RoundTrip { get; set; }

        /// <summary>When the last success response came: consent to send counts from there.</summary>
        public Instant ConsentedAt { get; set; }

        /// <summary>True when it leads over a TURN server, of ours or of theirs.</summary>
        public bool IsRelayed => Local.Kind == CandidateKind.Relayed || Remote.Kind == CandidateKind.Relayed;

        /// <summary>True when the other side may be sending on it, or we may.</summary>
        public bool IsValidated => IsHeard || State == CandidatePairState.Succeeded;

        /// <summary>True while a check of it may still succeed for the first time.</summary>
        public bool IsPending =>
            State == CandidatePairState.Frozen || State == CandidatePairState.Waiting ||
            State == CandidatePairState.InProgress;

        /// <summary>True when it joins those addresses.</summary>
        public bool Joins(TransportAddress local, TransportAddress remote) =>
            Local.Address == local && Remote.Address == remote;

        /// <summary>True when it is likely to share that pair's fate.</summary>
        public bool SharesFoundationWith(CandidatePair other) =>
            Local.Foundation == other.Local.Foundation && Remote.Foundation == other.Remote.Foundation;

        /// <summary>True when it is the better one to send on: nominated later, else direct rather than relayed, else
        /// clearly faster, else of greater priority.</summary>
        public bool IsBetterThan(CandidatePair other)
        {
            if (Nomination != other.Nomination) return Nomination > other.Nomination;
            if (IsRelayed != other.IsRelayed) return other.IsRelayed;
            if (RoundTrip + ClearlyFaster < other.RoundTrip && RoundTrip > TimeSpan.Zero) return true;
            if (other.RoundTrip + ClearlyFaster < RoundTrip && other.RoundTrip > TimeSpan.Zero) return false;
            return Priority > other.Priority;
        }

        /// <summary>Ranks it for a role (RFC 8445 section 6.1.2.3).</summary>
        public void Rank(IceRole role)
        {
            ulong controlling = role == IceRole.Controlling ? Local.Priority : Remote.Priority;
            ulong controlled = role == IceRole.Controlling ? Remote.Priority : Local.Priority;
            Priority = (Math.Min(controlling, controlled) << 32) + 2 * Math.Max(controlling, controlled) +
                (controlling > controlled ? 1ul : 0ul);
        }
    }

    /// <summary>How far a pair is.</summary>
    internal enum CandidatePairState
    {
        /// <summary>Waits for the fate of a pair of the same foundation.</summary>
        Frozen,

        /// <summary>May be checked when its turn comes.</summary>
        Waiting,

        /// <summary>A request is out.</summary>
        InProgress,

        /// <summary>A success response came.</summary>
        Succeeded,

        /// <summary>No answer came, or a refusal. A request from the other side gives it another chance.</summary>
        Failed,
    }
}
