#nullable enable
using System;
using Earshot.Realtime.Api;
using Earshot.Rtc.Sctp;

namespace Earshot.Realtime
{
    /// <summary>What a data channel promises. Publisher and subscribers must mean the same, which is why it travels in
    /// <see cref="ChannelMetadata"/>. A value.</summary>
    public sealed class ChannelReliability : IEquatable<ChannelReliability>
    {
        /// <summary>All messages arrive, in order: chat.</summary>
        public static readonly ChannelReliability Reliable = new ChannelReliability(true);

        /// <summary>Each message is sent once and overtakes those that are late: positions.</summary>
        public static readonly ChannelReliability Unreliable = new ChannelReliability(false, maxRetransmits: 0);

        /// <summary>False lets messages overtake each other.</summary>
        public bool Ordered { get; }

        /// <summary>How often a lost packet is sent again at most; null for ever.</summary>
        public int? MaxRetransmits { get; }

        /// <summary>How many milliseconds a message may be sent at most; null for ever.</summary>
        public int? MaxPacketLifeTime { get; }

        /// <summary>Throws <see cref="ArgumentException"/> when both limits are given.</summary>
        public ChannelReliability(bool ordered, int? maxRetransmits = null, int? maxPacketLifeTime = null)
        {
            if (maxRetransmits != null && maxPacketLifeTime != null)
                throw new ArgumentException("Limit retransmissions by number or by time, not by both.");
            if (maxRetransmits < 0 || maxPacketLifeTime < 0)
                throw new ArgumentException("A limit of retransmissions is 0 or more.");
            Ordered = ordered;
            MaxRetransmits = maxRetransmits;
            MaxPacketLifeTime = maxPacketLifeTime;
        }

        public bool Equals(ChannelReliability? other) =>
            other != null && Ordered == other.Ordered && MaxRetransmits == other.MaxRetransmits &&
            MaxPacketLifeTime == other.MaxPacketLifeTime;

        public override bool Equals(object? obj) => Equals(obj as ChannelReliability);

        public override int GetHashCode() => HashCode.Combine(Ordered, MaxRetransmits, MaxPacketLifeTime);

        internal DataChannelInit ToInit(int id) => new DataChannelInit
        {
            Ordered = Ordered,
            MaxRetransmits = MaxRetransmits,
            MaxPacketLifeTime = MaxPacketLifeTime is int ms ? TimeSpan.FromMilliseconds(ms) : (TimeSpan?)null,
            Negotiated = new StreamId((ushort)id),
        };

        internal void WriteTo(DataChannelObject channel)
        {
            if (!Ordered) channel.Ordered = false;
            channel.MaxRetransmits = MaxRetransmits;
            channel.MaxPacketLifeTime = MaxPacketLifeTime;
        }
    }
}
