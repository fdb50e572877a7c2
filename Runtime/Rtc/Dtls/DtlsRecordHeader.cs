#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Dtls
{
    // https://www.rfc-editor.org/rfc/rfc6347#section-4.1
    //
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |     type      |            version            |     epoch     |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |     epoch     |                number                         |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                number                         |    length     |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |    length     |   fragment …
    // +-+-+-+-+-+-+-+-+

    /// <summary>The 13 bytes before each DTLS 1.2 record. A datagram holds one record or several.</summary>
    public readonly struct DtlsRecordHeader
    {
        /// <summary>Bytes of a header.</summary>
        public const int Size = 13;

        /// <summary>What the record carries.</summary>
        public readonly DtlsContentType Type;

        /// <summary>0xFEFD for DTLS 1.2; 0xFEFF (1.0) before the version is agreed.</summary>
        public readonly ushort Version;

        /// <summary>0 in the clear, 1 under the handshake's keys. There is no 2: renegotiation is refused.</summary>
        public readonly ushort Epoch;

        /// <summary>The record's number within its epoch, 48 bits.</summary>
        public readonly long Number;

        /// <summary>Bytes of the fragment that follows.</summary>
        public readonly ushort Length;

        public DtlsRecordHeader(DtlsContentType type, ushort version, ushort epoch, long number, ushort length)
        {
            Type = type;
            Version = version;
            Epoch = epoch;
            Number = number;
            Length = length;
        }

        /// <summary>Reads the header at the start of <paramref name="bytes"/>; false when it or its fragment is cut
        /// off.</summary>
        public static bool TryParse(ReadOnlySpan<byte> bytes, out DtlsRecordHeader header)
        {
            header = default;
            if (bytes.Length < Size) return false;
            header = new DtlsRecordHeader(
                (DtlsContentType)bytes[0],
                BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(1)),
                BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(3)),
                BinaryPrimitives.ReadInt64BigEndian(bytes.Slice(3)) & 0xFFFF_FFFF_FFFF,
                BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(11)));
            return Size + header.Length <= bytes.Length;
        }

        /// <summary>The same header before a fragment of another length: sealing makes it longer.</summary>
        public DtlsRecordHeader WithLength(ushort length) =>
            new DtlsRecordHeader(Type, Version, Epoch, Number, length);

        /// <summary>Writes the 13 bytes.</summary>
        public void WriteTo(Span<byte> destination)
        {
            destination[0] = (byte)Type;
            BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(1), Version);
            BinaryPrimitives.WriteInt64BigEndian(destination.Slice(3), ((long)Epoch << 48) | Number);
            BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(11), Length);
        }
    }
}
