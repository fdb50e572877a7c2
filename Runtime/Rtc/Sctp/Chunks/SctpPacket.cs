#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Sctp
{
    // https://www.rfc-editor.org/rfc/rfc9260#section-3.1
    //
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |          source port          |       destination port        |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                       verification tag                        |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                    CRC32c, little endian                      |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |  chunks …

    /// <summary>The common header of a packet, and its chunks by reference into it.</summary>
    public readonly ref struct SctpPacket
    {
        /// <summary>Bytes of the common header.</summary>
        public const int HeaderSize = 12;

        private const int ChecksumAt = 8;

        public readonly ushort SourcePort;

        public readonly ushort DestinationPort;

        /// <summary>Which association it belongs to; 0 before an INIT.</summary>
        public readonly uint VerificationTag;

        /// <summary>The chunks, to be taken off one by one.</summary>
        public readonly ReadOnlySpan<byte> Chunks;

        private SctpPacket(ReadOnlySpan<byte> packet)
        {
            SourcePort = BinaryPrimitives.ReadUInt16BigEndian(packet);
            DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(packet.Slice(2));
            VerificationTag = BinaryPrimitives.ReadUInt32BigEndian(packet.Slice(4));
            Chunks = packet.Slice(HeaderSize);
        }

        /// <summary>Reads a packet; false when it is cut off or its checksum is wrong. A checksum of 0 passes where
        /// <paramref name="acceptsZero"/>: DTLS has checked the packet already (RFC 9653 section 5.3).</summary>
        public static bool TryParse(ReadOnlySpan<byte> bytes, bool acceptsZero, out SctpPacket packet)
        {
            packet = default;
            if (bytes.Length < HeaderSize + Chunk.HeaderSize) return false;
            uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Slice(ChecksumAt));
            if (!(acceptsZero && checksum == 0) && checksum != ChecksumOf(bytes)) return false;
            packet = new SctpPacket(bytes);
            return true;
        }

        /// <summary>Computes the checksum of a packet, whatever its own field holds, and writes it there.</summary>
        public static void WriteChecksum(Span<byte> packet) =>
            BinaryPrimitives.WriteUInt32LittleEndian(packet.Slice(ChecksumAt), ChecksumOf(packet));

        // The field itself counts as zeros.
        private static uint ChecksumOf(ReadOnlySpan<byte> bytes)
        {
            Span<byte> header = stackalloc byte[HeaderSize];
            bytes.Slice(0, ChecksumAt).CopyTo(header);
            header.Slice(ChecksumAt).Clear();
            return ~Crc32c.Append(Crc32c.Append(Crc32c.Start, header), bytes.Slice(HeaderSize));
        }
    }
}
