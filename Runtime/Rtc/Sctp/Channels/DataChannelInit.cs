#nullable enable
using System;

namespace Earshot.Rtc.Sctp
{
    /// <summary>How a data channel is to be: the W3C's RTCDataChannelInit. As it is made, a channel is ordered and
    /// reliable, and the other side is told of it.</summary>
    public sealed class DataChannelInit
    {
        /// <summary>False lets messages overtake each other.</summary>
        public bool Ordered { get; set; } = true;

        /// <summary>How often a lost packet is sent again before its message is given up; null without limit.</summary>
        public int? MaxRetransmits { get; set; }

        /// <summary>How long a message may still be sent before it is given up; null for ever. Not together with
        /// <see cref="MaxRetransmits"/>.</summary>
        public TimeSpan? MaxPacketLifeTime { get; set; }

        /// <summary>The subprotocol's name; empty for none.</summary>
        public string Protocol { get; set; } = "";

        /// <summary>The stream both sides have agreed on beforehand; null lets the channel choose, and tell the other
        /// side.</summary>
        public StreamId? Negotiated { get; set; }

        /// <summary>The stream to tell the other side of the channel on, whichever side's turn its number is; null lets
        /// the channel choose. Not together with <see cref="Negotiated"/>.</summary>
        public StreamId? Announced { get; set; }
    }
}
