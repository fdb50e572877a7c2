#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sctp
{
    /// <summary>A DATA chunk to send, from when its message was taken in until it is acknowledged or given up. Owned by
    /// its stream's queue, then by <see cref="Outstanding"/>, else by the pool.</summary>
    internal sealed class SentFragment
    {
        /// <summary>Bytes of payload: a packet of <see cref="AssociationConfig.MaxPacket"/> carries one.</summary>
        public const int Capacity =
            AssociationConfig.MaxPacket - SctpPacket.HeaderSize - Chunk.HeaderSize - FragmentHeader.Size;

        private readonly byte[] _bytes = new byte[Capacity];

        public FragmentStatus Status { get; set; }

        public SendingStream Stream { get; private set; } = null!;

        public PayloadProtocol Protocol { get; private set; }

        /// <summary>U, B and E.</summary>
        public byte Flags { get; private set; }

        public ushort Ssn { get; set; }

        public int Length { get; private set; }

        /// <summary>Never sent again later than that; null for ever.</summary>
        public Instant? Expires { get; private set; }

        public int MaxTransmissions { get; private set; }

        public int Transmissions { get; set; }

        public Instant SentAt { get; set; }

        /// <summary>How many SACKs have told of later ones but not of this.</summary>
        public int MissingReports { get; set; }

        /// <summary>Only what was sent after that one can tell that this is missing: itself at first, and the highest
        /// of its time when it was sent again.</summary>
        public Tsn SentAfter { get; set; }

        /// <summary>The queue's next, or the pool's next free one.</summary>
        public SentFragment? Next { get; set; }

        public ReadOnlySpan<byte> Payload => new ReadOnlySpan<byte>(_bytes, 0, Length);

        /// <summary>Bytes it counts for on its way: those of the chunk, so that small messages do not overrun the
        /// receiver's window by their headers.</summary>
        public int ChunkSize => Chunk.Padded(Chunk.HeaderSize + FragmentHeader.Size + Length);

        public bool IsUnordered => new FragmentHeader(0, default, 0, 0, Flags).IsUnordered;

        public bool Begins => new FragmentHeader(0, default, 0, 0, Flags).Begins;

        public bool Ends => new FragmentHeader(0, default, 0, 0, Flags).Ends;

        public void Fill(
            SendingStream stream,
            PayloadProtocol protocol,
            byte flags,
            in Reliability reliability,
            Instant now,
            ReadOnlySpan<byte> payload)
        {
            Status = FragmentStatus.Queued;
            Stream = stream;
            Protocol = protocol;
            Flags = flags;
            Length = payload.Length;
            Expires = reliability.MaxLifeTime is { } lifeTime ? now + lifeTime : (Instant?)null;
            MaxTransmissions = reliability.MaxTransmissions;
            Transmissions = 0;
            MissingReports = 0;
            Next = null;
            payload.CopyTo(_bytes);
        }

        /// <summary>True when it may not be sent any more.</summary>
        public bool IsSpent(Instant now) =>
            Transmissions >= MaxTransmissions || Expires is { } expires && expires <= now;

        /// <summary>Will be sent until it arrives: the other side knows no FORWARD-TSN.</summary>
        public void BecomeReliable()
        {
            MaxTransmissions = int.MaxValue;
            Expires = null;
        }

        /// <summary>Becomes an empty last fragment of a message that was given up before all of it was sent: it has a
        /// TSN to be skipped, and never leaves.</summary>
        public void FillEnd(SentFragment last)
        {
            byte flags = FragmentHeader.FlagsOf(last.IsUnordered, begins: false, ends: true);
            Fill(last.Stream, last.Protocol, flags, default, default, default);
            Ssn = last.Ssn;
            Status = FragmentStatus.Abandoned;
        }
    }
}
