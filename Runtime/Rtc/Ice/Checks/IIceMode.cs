#nullable enable
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>What full and lite agents do differently (RFC 8445 section 2.5). <see cref="IceAgent"/> calls one of
    /// the handlers, then <see cref="HandleTimeout"/>, then reads the properties.</summary>
    internal interface IIceMode
    {
        /// <summary>Why there is no hope left; None while there is.</summary>
        CloseReason Failure { get; }

        /// <summary>True while a path to the present generation of the other side works.</summary>
        bool HasPath { get; }

        /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
        Deadline NextDeadline { get; }

        /// <summary>Notes that the exchange has new remote credentials: the first, or those of a restart.</summary>
        void HandleRemote(Instant now, bool isRestart, bool remoteIsLite);

        /// <summary>Takes a local host candidate.</summary>
        void AddLocalCandidate(Candidate candidate);

        /// <summary>Takes a candidate the other side signalled.</summary>
        void AddRemoteCandidate(Candidate candidate);

        /// <summary>Notes that the other side signals no more.</summary>
        void HandleEndOfCandidates();

        /// <summary>Learns from an authentic request that will be granted if this is true.</summary>
        bool TryHandleRequest(Instant now, in BindingRequest request, out DropReason dropped);

        /// <summary>Takes an answer to a request of ours.</summary>
        bool TryHandleResponse(
            Instant now, TransportAddress local, TransportAddress remote, in StunMessage response,
            out DropReason dropped);

        /// <summary>Sends and judges what is due.</summary>
        void HandleTimeout(Instant now);

        /// <summary>True when the other side has proven that it is there.</summary>
        bool IsValidated(TransportAddress local, TransportAddress remote);

        /// <summary>Where to send.</summary>
        bool TryGetSelected(out TransportAddress local, out TransportAddress remote);
    }
}
