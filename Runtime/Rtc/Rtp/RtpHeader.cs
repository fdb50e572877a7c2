#nullable enable
// The header of an RTP packet: parsed to fields and offsets, so that the bytes stay where the socket put them.
// https://www.rfc-editor.org/rfc/rfc3550#section-5.1
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |V=2|P|X|  CC   |M|     PT      |        sequence number        |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                           timestamp                           |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |           synchronization source (SSRC) identifier            |
//  +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
//  |            contributing source (CSRC) identifiers, CC of them |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |  X: profile 0xBEDE or 0x100?  |     length in 32-bit words    |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |        X: header extension elements (RFC 8285), padded        |
//  +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
//  |          payload, then with P padding whose last byte counts  |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtp
{
    /// <summary>What the header of an RTP packet says. The bytes are passed in again where they are needed.</summary>
    public readonly struct RtpHeader
    {
        /// <summary>Length in bytes of a header without CSRCs and extension.</summary>
        public const int FixedLength = 12;

        internal const ushort OneByteProfile = 0xBEDE;
        internal const ushort TwoByteProfile = 0x1000;
        internal const int ExtensionHeadLength = 4;

        /// <summary>The marker bit: end of a video frame, or first packet after silence in audio.</summary>
        public readonly bool Marker;

        /// <summary>What the payload is, as the SDP's rtpmap says.</summary>
        public readonly PayloadType PayloadType;

        /// <summary>The 16 bits of the sequence number; the packet's stream extends them.</summary>
        public readonly ushort WireSeq;

        /// <summary>When the payload's first sample was taken.</summary>
        public readonly RtpTime Time;

        /// <summary>Which stream.</summary>
        public readonly Ssrc Ssrc;

        /// <summary>True when padding ends the packet. In SRTP it is encrypted with the payload, so it can be stripped
        /// only after decryption: <see cref="TryGetPayloadLength"/>.</summary>
        public readonly bool HasPadding;

        /// <summary>How many contributing sources are listed, 0 to 15.</summary>
        public readonly int CsrcCount;

        /// <summary>Where the payload begins: bytes of fixed header, CSRCs and extension together.</summary>
        public readonly int HeaderLength;

        // 0 when there is no extension; 0 on the wire is no form of RFC 8285 either, so both read as empty.
        private readonly ushort _extensionProfile;

        /// <summary>A plain header for <see cref="WriteTo"/>: no CSRCs, no extension, no padding.</summary>
        public RtpHeader(PayloadType payloadType, bool marker, ushort wireSeq, RtpTime time, Ssrc ssrc)
            : this(payloadType, marker, wireSeq, time, ssrc, false, 0, FixedLength, 0)
        {
        }

        private RtpHeader(
            PayloadType payloadType, bool marker, ushort wireSeq, RtpTime time, Ssrc ssrc,
            bool hasPadding, int csrcCount, int headerLength, ushort extensionProfile)
        {
            PayloadType = payloadType;
            Marker = marker;
            WireSeq = wireSeq;
            Time = time;
            Ssrc = ssrc;
            HasPadding = hasPadding;
            CsrcCount = csrcCount;
            HeaderLength = headerLength;
            _extensionProfile = extensionProfile;
        }

        /// <summary>Reads a packet's header, of RTP or SRTP alike. False when the version is not 2 or the CSRCs or the
        /// extension reach beyond the packet.</summary>
        public static bool TryParse(ReadOnlySpan<byte> packet, out RtpHeader header)
        {
            header = default;
            if (packet.Length < FixedLength || packet[0] >> 6 != 2) return false;

            int csrcCount = packet[0] & 0x0F;
            int headerLength = FixedLength + 4 * csrcCount;
            ushort extensionProfile = 0;
            if ((packet[0] & 0x10) != 0)
            {
                if (packet.Length < headerLength + ExtensionHeadLength) return false;
                extensionProfile = BinaryPrimitives.ReadUInt16BigEndian(packet.Slice(headerLength));
                int words = BinaryPrimitives.ReadUInt16BigEndian(packet.Slice(headerLength + 2));
                headerLength += ExtensionHeadLength + 4 * words;
            }

            if (packet.Length < headerLength) return false;
            header = new RtpHeader(
                new PayloadType((byte)(packet[1] & 0x7F)),
                (packet[1] & 0x80) != 0,
                BinaryPrimitives.ReadUInt16BigEndian(packet.Slice(2)),
                new RtpTime(BinaryPrimitives.ReadUInt32BigEndian(packet.Slice(4))),
                new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(packet.Slice(8))),
                (packet[0] & 0x20) != 0,
                csrcCount,
                headerLength,
                extensionProfile);
            return true;
        }

        /// <summary>Bytes of payload without padding in a decrypted packet. False when the padding's count is zero or
        /// reaches into the header.</summary>
        public bool TryGetPayloadLength(ReadOnlySpan<byte> packet, out int length)
        {
            length = packet.Length - HeaderLength;
            if (!HasPadding) return length >= 0;
            if (length < 1) return false;

            byte padding = packet[packet.Length - 1];
            length -= padding;
            return padding != 0 && length >= 0;
        }

        /// <summary>Finds a header extension element by its id of <c>a=extmap</c>, in the one-byte form (ids 1 to 14)
        /// or the two-byte form (1 to 255). <paramref name="packet"/> is the one that was parsed; SRTP leaves this part
        /// in the clear, but it is worth nothing before the packet is authenticated.</summary>
        public bool TryGetExtension(ReadOnlySpan<byte> packet, int id, out ReadOnlySpan<byte> value)
        {
            value = default;
            bool twoByte = (_extensionProfile & 0xFFF0) == TwoByteProfile;
            if (!twoByte && _extensionProfile != OneByteProfile || id < 1) return false;

            int start = FixedLength + 4 * CsrcCount + ExtensionHeadLength;
            ReadOnlySpan<byte> rest = packet.Slice(start, HeaderLength - start);
            while (TryReadElement(ref rest, twoByte, out int elementId, out value))
            {
                if (elementId == id) return true;
            }

            value = default;
            return false;
        }

        /// <summary>Writes the fixed 12 bytes, whatever CSRCs or extension a parsed header had, and returns 12.
        /// <see cref="HeaderExtensionWriter"/> appends an extension.</summary>
        public int WriteTo(Span<byte> packet)
        {
            packet[0] = 0x80;
            packet[1] = (byte)(PayloadType.Value | (Marker ? 0x80 : 0));
            BinaryPrimitives.WriteUInt16BigEndian(packet.Slice(2), WireSeq);
            BinaryPrimitives.WriteUInt32BigEndian(packet.Slice(4), Time.Ticks);
            BinaryPrimitives.WriteUInt32BigEndian(packet.Slice(8), Ssrc.Value);
            return FixedLength;
        }

        // One-byte form: |  ID   |len - 1|, ID 15 ends the block. Two-byte form: |      ID       |      len      |.
        // In both an ID of 0 is one byte of padding.
        private static bool TryReadElement(
            ref ReadOnlySpan<byte> rest, bool twoByte, out int id, out ReadOnlySpan<byte> value)
        {
            id = 0;
            value = default;
            while (rest.Length > 0 && (twoByte ? rest[0] : rest[0] >> 4) == 0) rest = rest.Slice(1);

            int head = twoByte ? 2 : 1;
            if (rest.Length < head) return false;
            id = twoByte ? rest[0] : rest[0] >> 4;
            int length = twoByte ? rest[1] : (rest[0] & 0x0F) + 1;
            if (!twoByte && id == 15 || rest.Length < head + length) return false;

            value = rest.Slice(head, length);
            rest = rest.Slice(head + length);
            return true;
        }
    }
}
