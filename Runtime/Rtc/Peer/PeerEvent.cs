#nullable enable
using System;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Something a <see cref="Peer"/> tells its owner. Fields that a kind does not speak of are
    /// default.</summary>
    public struct PeerEvent
    {
        /// <summary>Which event; says which fields are set.</summary>
        public PeerEventKind Kind;

        /// <summary>The candidate, as the W3C's RTCIceCandidate.candidate has it: "candidate:…".</summary>
        public string? Candidate;

        /// <summary>The media section.</summary>
        public Mid Mid;

        /// <summary>The simulcast layer; not given where there is none.</summary>
        public Rid Rid;

        /// <summary>The stream.</summary>
        public Ssrc Ssrc;

        /// <summary>The packet's extended sequence number.</summary>
        public SeqNo Seq;

        /// <summary>The packet's timestamp.</summary>
        public RtpTime Time;

        /// <summary>The packet's payload type.</summary>
        public PayloadType PayloadType;

        /// <summary>The packet's marker bit.</summary>
        public bool Marker;

        /// <summary>The data channel.</summary>
        public DataChannel? Channel;

        /// <summary>True when the message is a string, which the payload holds as UTF-8.</summary>
        public bool IsText;

        /// <summary>The packet's payload without padding, or the message; a window, valid until the peer's next
        /// call.</summary>
        public ReadOnlyMemory<byte> Payload;

        /// <summary>The packet's header extensions, as long valid as its payload.</summary>
        public PacketExtensions Extensions;
    }
}
