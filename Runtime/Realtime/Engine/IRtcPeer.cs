#nullable enable
using System;
using Earshot.Realtime.Api;
using Earshot.Rtc;
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

        /// <summary>Raised after <see cref="State"/> changed, on a thread of the pool and under no lock.</summary>
        event Action? StateChanged;

        /// <summary>Adds a section that sends a track, for the next <see cref="CreateOffer"/>.</summary>
        void AddTrack(MediaKind kind, TrackName name);

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

        /// <summary>Sends the next packet of a section; false when it may not send now. Allocates nothing.</summary>
        bool TrySend(Mid mid, RtpTime time, bool marker, ReadOnlySpan<byte> payload);
    }
}
