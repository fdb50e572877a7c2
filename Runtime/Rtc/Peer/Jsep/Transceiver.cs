#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>One media section of a <see cref="Peer"/>: at most one stream out and one in (RFC 8829 section 3.4.1).
    /// Its owner is the peer. Once stopped it stays so, and its place in the SDP may be taken by another.</summary>
    public sealed class Transceiver
    {
        /// <summary>The section's tag; not given until the first offer that carries it.</summary>
        public Mid Mid { get; internal set; }

        /// <summary>Audio or video.</summary>
        public MediaKind Kind { get; }

        /// <summary>What this side wants.</summary>
        public Direction Direction { get; internal set; }

        /// <summary>What the last finished negotiation agreed, from this side's view.</summary>
        public Direction CurrentDirection { get; internal set; } = Direction.Inactive;

        /// <summary>True once a description of ours that stands has said that it sends.</summary>
        internal bool HasSent { get; set; }

        /// <summary>True once either side has stopped it; the section is then at port 0.</summary>
        public bool IsStopped { get; internal set; }

        /// <summary>The agreed codec to send with; its feedback is what both sides agreed to. Null before the first
        /// answer.</summary>
        public Codec? Codec { get; internal set; }

        /// <summary>The payload type of <see cref="Codec"/>'s retransmissions (RFC 4588); null when they are not
        /// agreed.</summary>
        public PayloadType? Rtx { get; internal set; }

        /// <summary>The payload type under which each packet carries the one before it too (<see cref="Codec.Red"/>);
        /// null when that is not agreed, or not wanted.</summary>
        public PayloadType? Red { get; internal set; }

        /// <summary>The agreed codecs that the other side may send with, retransmissions among them; empty before the
        /// first answer.</summary>
        public IReadOnlyList<Codec> ReceiveCodecs { get; internal set; } = Array.Empty<Codec>();

        /// <summary>What this side sends: one encoding without rid, or the layers of a simulcast, without those the
        /// other side has declined.</summary>
        public IReadOnlyList<SendEncoding> SendEncodings { get; internal set; }

        /// <summary>The layers of the simulcast that the other side sends, in its order; empty when it sends
        /// none.</summary>
        public IReadOnlyList<Rid> ReceiveRids { get; internal set; } = Array.Empty<Rid>();

        /// <summary>The header extensions agreed on this section.</summary>
        public HeaderExtensionIds Extensions { get; internal set; } = HeaderExtensionIds.None;

        /// <summary>The ssrc of the stream this side sends; of the first one in a simulcast.</summary>
        public Ssrc SendSsrc => SendEncodings[0].Ssrc;

        /// <summary>The track id this side writes into <c>a=msid</c>.</summary>
        public string TrackId { get; }

        /// <summary>The codecs this side is ready for, best first.</summary>
        internal IReadOnlyList<Codec> Codecs { get; set; }

        /// <summary>The ssrcs the other side announced; none for Chrome's simulcast, which is told by mid and
        /// rid.</summary>
        internal IReadOnlyList<MediaSource> RemoteSources { get; set; } = Array.Empty<MediaSource>();

        /// <summary>Which of them belong together, such as a stream and its retransmissions ("FID").</summary>
        internal IReadOnlyList<SsrcGroup> RemoteSsrcGroups { get; set; } = Array.Empty<SsrcGroup>();

        internal Transceiver(
            MediaKind kind,
            Direction direction,
            string trackId,
            IReadOnlyList<SendEncoding> encodings,
            IReadOnlyList<Codec> codecs)
        {
            Kind = kind;
            Direction = direction;
            TrackId = trackId;
            SendEncodings = encodings;
            Codecs = codecs;
        }

        /// <summary>True when packets may be sent on it now.</summary>
        public bool CanSend => !IsStopped && CurrentDirection.Sends();
    }
}
