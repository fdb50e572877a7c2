#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>One media section of a <see cref="Peer"/>: at most one stream out and one in (RFC 8829 section 3.4.1).
    /// Its owner is the peer; it lives as long as the peer and keeps its place in the SDP for ever.</summary>
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

        /// <summary>True once either side has stopped it; the section is then at port 0.</summary>
        public bool IsStopped { get; internal set; }

        /// <summary>The agreed codec; null before the first answer.</summary>
        public Codec? Codec { get; internal set; }

        /// <summary>The ssrc of the stream this side sends.</summary>
        public Ssrc SendSsrc { get; }

        /// <summary>The track id this side writes into <c>a=msid</c>.</summary>
        public string TrackId { get; }

        /// <summary>The codecs this side is ready for, best first.</summary>
        internal IReadOnlyList<Codec> Codecs { get; }

        /// <summary>The ssrcs the other side announced; none for Chrome's simulcast, which is told by mid and
        /// rid.</summary>
        internal IReadOnlyList<MediaSource> RemoteSources { get; set; } = Array.Empty<MediaSource>();

        /// <summary>The number the mid extension travels under on this section, or 0 when it was not agreed.</summary>
        internal int MidExtensionId { get; set; }

        internal Transceiver(
            MediaKind kind, Direction direction, string trackId, Ssrc sendSsrc, IReadOnlyList<Codec> codecs)
        {
            Kind = kind;
            Direction = direction;
            TrackId = trackId;
            SendSsrc = sendSsrc;
            Codecs = codecs;
        }

        /// <summary>True when packets may be sent on it now.</summary>
        public bool CanSend => !IsStopped && CurrentDirection.Sends();
    }
}
