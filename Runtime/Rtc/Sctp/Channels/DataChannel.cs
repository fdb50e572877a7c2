#nullable enable
using System;

namespace Earshot.Rtc.Sctp
{
    /// <summary>A data channel (https://www.w3.org/TR/webrtc/#rtcdatachannel): a stream each way, under one number. It
    /// is a name and a record: what is done with it goes through the peer that made it. Any thread may read
    /// it.</summary>
    public sealed class DataChannel
    {
        internal DataChannel(string label, DataChannelInit init)
        {
            Label = label;
            Protocol = init.Protocol;
            Id = init.Negotiated ?? init.Announced;
            IsNegotiated = init.Negotiated != null;
            MaxRetransmits = init.MaxRetransmits;
            MaxPacketLifeTime = init.MaxPacketLifeTime;
            Ordered = init.Ordered;
            Reliability = new Reliability(!init.Ordered, init.MaxRetransmits, init.MaxPacketLifeTime);
        }

        /// <summary>The name its maker gave it; need not be unique.</summary>
        public string Label { get; }

        /// <summary>The subprotocol's name; empty for none.</summary>
        public string Protocol { get; }

        /// <summary>The stream's number; null until the connection has settled it.</summary>
        public StreamId? Id { get; internal set; }

        /// <summary>True when both sides have made it by the same number, and none told the other.</summary>
        public bool IsNegotiated { get; }

        /// <summary>False when messages may overtake each other.</summary>
        public bool Ordered { get; }

        /// <summary>How often a lost packet is sent again; null without limit.</summary>
        public int? MaxRetransmits { get; }

        /// <summary>How long a message may be sent; null for ever.</summary>
        public TimeSpan? MaxPacketLifeTime { get; }

        /// <summary>Where it stands.</summary>
        public DataChannelState State { get; internal set; }

        /// <summary>Bytes that wait for their first transmission.</summary>
        public int BufferedAmount => State == DataChannelState.Closed ? 0 : Queue?.QueuedBytes ?? 0;

        /// <summary>When <see cref="BufferedAmount"/> falls to this, the peer tells so.</summary>
        public int BufferedAmountLowThreshold { get; set; }

        /// <summary>How many messages were taken in to be sent.</summary>
        public long MessagesSent { get; internal set; }

        /// <summary>Their payloads' bytes.</summary>
        public long BytesSent { get; internal set; }

        /// <summary>How many messages have come.</summary>
        public long MessagesReceived { get; internal set; }

        /// <summary>Their payloads' bytes.</summary>
        public long BytesReceived { get; internal set; }

        internal Reliability Reliability { get; }

        /// <summary>What waits on its stream; null before the connection stands.</summary>
        internal SendingStream? Queue { get; set; }

        /// <summary>True from our OPEN until something comes back: messages must not overtake the OPEN
        /// (RFC 8832 section 6).</summary>
        internal bool AwaitsAck { get; set; }

        /// <summary>True while more has waited than the threshold, since it was last told.</summary>
        internal bool IsAboveThreshold { get; set; }

        /// <summary>The halves of the stream that have been reset.</summary>
        internal bool IsOutgoingReset { get; set; }

        internal bool IsIncomingReset { get; set; }

        public override string ToString() => $"{Label} ({Id?.ToString() ?? "-"}, {State})";
    }
}
