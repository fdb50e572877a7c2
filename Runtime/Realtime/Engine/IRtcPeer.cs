#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Realtime
{
    /// <summary>What a session needs of a WebRTC engine: one peer connection whose descriptions travel as text. Any
    /// thread; the session never has two exchanges under way.</summary>
    public interface IRtcPeer : IDisposable
    {
        /// <summary>Where the connection stands.</summary>
        PeerState State { get; }

        /// <summary>A sentence on why it closed; empty while it has not.</summary>
        string CloseDetail { get; }

        /// <summary>What it counts, at this moment.</summary>
        RtcPeerStats Stats { get; }

        /// <summary>Raised after <see cref="State"/> changed, on a thread of the pool and under no lock.</summary>
        event Action? StateChanged;

        /// <summary>Raised after the machine's addresses changed, on a thread of the pool and under no lock; never by
        /// an engine that cannot tell.</summary>
        event Action? NetworkChanged;

        /// <summary>Uses these STUN and TURN servers from now on; what is in use stays.</summary>
        void SetIceServers(IReadOnlyList<IceServerObject> servers);

        /// <summary>Asks whether the path in use still leads anywhere: what answers is counted in
        /// <see cref="Stats"/>, and where nothing does the engine tries other paths, if it can.</summary>
        void CheckPath();

        /// <summary>Adds a section that sends a track, for the next <see cref="CreateOffer"/>; several encodings are a
        /// simulcast, each with a rid.</summary>
        void AddTrack(MediaKind kind, TrackName name, IReadOnlyList<TrackEncoding> encodings);

        /// <summary>Changes limits and pauses of a section's encodings, by their rids; needs no exchange.</summary>
        void SetEncodings(Mid mid, IReadOnlyList<TrackEncoding> encodings);

        /// <summary>Writes an offer and makes it the pending local description.</summary>
        string CreateOffer();

        /// <summary>The mid the offer gave to the section that sends a track; false when none does.</summary>
        bool TryFindSender(TrackName name, out Mid mid);

        /// <summary>Applies the answer to our offer; false, with a sentence, when it does not fit.</summary>
        bool TrySetAnswer(string answer, out string error);

        /// <summary>Applies the other side's offer and writes the answer; false, with a sentence, when it does not
        /// fit.</summary>
        bool TryAnswer(string offer, out string answer, out string error);

        /// <summary>Takes back our offer if one is pending.</summary>
        void Rollback();

        /// <summary>Stops a section for good; the next offer says so.</summary>
        void Stop(Mid mid);

        /// <summary>Sends a section's received packets there; null to drop them. May come before the section
        /// does.</summary>
        void SetSink(Mid mid, ITrackSink? sink);

        /// <summary>Tells there what subscribers want of a section that sends; null to tell nobody.</summary>
        void SetFeedback(Mid mid, ITrackFeedback? feedback);

        /// <summary>Sends the next packet of a section's encoding; false when it may not send now. Allocates
        /// nothing.</summary>
        bool TrySend(Mid mid, Rid rid, RtpTime time, bool marker, ReadOnlySpan<byte> payload);

        /// <summary>Asks the sender of a received section for a key frame.</summary>
        void RequestKeyFrame(Mid mid);

        /// <summary>Makes a data channel. One that is negotiated (<see cref="DataChannelInit.Negotiated"/>) opens when
        /// the connection stands; the first other one needs an offer.</summary>
        IRtcDataChannel CreateDataChannel(string label, DataChannelInit init, IDataChannelSink sink);
    }
}
