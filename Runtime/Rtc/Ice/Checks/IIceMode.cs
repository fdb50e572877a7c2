#nullable enable
using System;
using System.Collections.Generic;
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

        /// <summary>True when that path is nominated and nothing else is tried.</summary>
        bool IsSettled { get; }

        /// <summary>True once we shall add no candidate of ours any more.</summary>
        bool LocalsEnded { get; set; }

        /// <summary>The round trip on the path in use, as last measured; zero while unknown.</summary>
        TimeSpan RoundTrip { get; }

        /// <summary>The other side's candidates, as signalled.</summary>
        IReadOnlyList<Candidate> Remotes { get; }

        /// <summary>The other side's candidates by number: first the signalled ones, then those that checks came from.
        /// One may come again; null behind the last.</summary>
        Candidate? RemoteCandidate(int index);

        /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
        Deadline NextDeadline { get; }

        /// <summary>Notes that the exchange has new remote credentials: the first, or to a lite agent those of a
        /// restart.</summary>
        void HandleRemote(Instant now, bool remoteIsLite);

        /// <summary>Takes a local candidate that datagrams can leave from: host or relayed.</summary>
        void AddLocalCandidate(Candidate candidate);

        /// <summary>The address is ours no more.</summary>
        void RemoveLocalCandidate(Instant now, TransportAddress address);

        /// <summary>Asks at once whether the path in use still answers.</summary>
        void VerifyPath(Instant now);

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
