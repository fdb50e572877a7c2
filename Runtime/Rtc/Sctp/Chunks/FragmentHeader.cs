#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Sctp
{
    // https://www.rfc-editor.org/rfc/rfc9260#section-3.3.1
    //
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |   type = 0    |  reserved |I|U|B|E|            length             |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                              TSN                              |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |           stream              |   stream sequence number      |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                 payload protocol identifier                   |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |  payload …

    /// <summary>What a DATA chunk says of its payload.</summary>
    public readonly struct FragmentHeader
    {
        /// <summary>Bytes of the value before the payload.</summary>
        public const int Size = 12;

        /// <summary>The I flag: acknowledge at once (RFC 7053, now RFC 9260).</summary>
        public const byte Immediately = 8;

        private const byte UnorderedFlag = 4;
        private const byte BeginsFlag = 2;
        private const byte EndsFlag = 1;

        /// <summary>The TSN as the wire has it.</summary>
        public readonly uint WireTsn;

        public readonly StreamId Stream;

        /// <summary>The message's place in its stream; means nothing when unordered.</summary>
        public readonly ushort Ssn;

        public readonly PayloadProtocol Protocol;

        /// <summary>The I, U, B and E flags.</summary>
        public readonly byte Flags;

        public FragmentHeader(uint wireTsn, StreamId stream, ushort ssn, PayloadProtocol protocol, byte flags)
        {
            WireTsn = wireTsn;
            Stream = stream;
            Ssn = ssn;
            Protocol = protocol;
            Flags = flags;
        }

        /// <summary>True when the message waits for no other.</summary>
        public bool IsUnordered => (Flags & UnorderedFlag) != 0;

        /// <summary>True for a message's first fragment.</summary>
        public bool Begins => (Flags & BeginsFlag) != 0;

        /// <summary>True for a message's last fragment.</summary>
        public bool Ends => (Flags & EndsFlag) != 0;

        /// <summary>True when the sender waits for the acknowledgement.</summary>
        public bool WantsAckNow => (Flags & Immediately) != 0;

        /// <summary>The flags of a fragment.</summary>
        public static byte FlagsOf(bool unordered, bool begins, bool ends) => (byte)(
            (unordered ? UnorderedFlag : 0) | (begins ? BeginsFlag : 0) | (ends ? EndsFlag : 0));

        /// <summary>True when both are fragments of one message, given that their TSNs are neighbours.</summary>
        public bool IsOfSameMessage(in FragmentHeader other) =>
            Stream == other.Stream && IsUnordered == other.IsUnordered && (IsUnordered || Ssn == other.Ssn);

        /// <summary>Reads the value of a DATA chunk; false when it is cut off or has no payload.</summary>
        public static bool TryParse(in Chunk chunk, out FragmentHeader header, out ReadOnlySpan<byte> payload)
        {
            header = default;
            payload = default;
            ReadOnlySpan<byte> value = chunk.Value;
            if (value.Length <= Size) return false;
            header = new FragmentHeader(
                BinaryPrimitives.ReadUInt32BigEndian(value),
                new StreamId(BinaryPrimitives.ReadUInt16BigEndian(value.Slice(4))),
                BinaryPrimitives.ReadUInt16BigEndian(value.Slice(6)),
                (PayloadProtocol)BinaryPrimitives.ReadUInt32BigEndian(value.Slice(8)),
                chunk.Flags);
            payload = value.Slice(Size);
            return true;
        }

        /// <summary>Writes the 12 bytes before the payload.</summary>
        public void WriteTo(Span<byte> value)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value, WireTsn);
            BinaryPrimitives.WriteUInt16BigEndian(value.Slice(4), Stream.Value);
            BinaryPrimitives.WriteUInt16BigEndian(value.Slice(6), Ssn);
            BinaryPrimitives.WriteUInt32BigEndian(value.Slice(8), (uint)Protocol);
        }
    }
}
