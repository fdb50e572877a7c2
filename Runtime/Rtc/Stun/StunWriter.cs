#nullable enable
using System;
using System.Buffers.Binary;
using System.Text;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Stun
{
    /// <summary>Writes one STUN message into a buffer of the caller's, attribute by attribute
    /// (https://www.rfc-editor.org/rfc/rfc8489#section-5; the box is at <see cref="StunMessage"/>). The header's length
    /// is right after every call. Sign last, fingerprint after that. A buffer too small throws.</summary>
    public ref struct StunWriter
    {
        private readonly Span<byte> _buffer;

        /// <summary>Starts a message without attributes.</summary>
        public StunWriter(Span<byte> buffer, StunClass @class, StunMethod method, TransactionId id)
        {
            _buffer = buffer;
            Length = StunMessage.HeaderLength;
            int bits = (int)method;
            int type = bits & 0x000F | (bits & 0x0070) << 1 | (bits & 0x0F80) << 2 |
                ((int)@class & 1) << 4 | ((int)@class & 2) << 7;
            BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)type);
            BinaryPrimitives.WriteUInt16BigEndian(buffer.Slice(2), 0);
            BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(4), StunMessage.MagicCookie);
            id.WriteTo(buffer.Slice(8));
        }

        /// <summary>Bytes written so far: the datagram's length.</summary>
        public int Length { get; private set; }

        /// <summary>Writes an attribute of opaque bytes.</summary>
        public void Write(StunAttribute type, ReadOnlySpan<byte> value) => value.CopyTo(Append(type, value.Length));

        /// <summary>Writes an attribute that says all by being there.</summary>
        public void WriteFlag(StunAttribute type) => Append(type, 0);

        /// <summary>Writes a 32-bit attribute.</summary>
        public void WriteUInt32(StunAttribute type, uint value) =>
            BinaryPrimitives.WriteUInt32BigEndian(Append(type, sizeof(uint)), value);

        /// <summary>Writes a 64-bit attribute.</summary>
        public void WriteUInt64(StunAttribute type, ulong value) =>
            BinaryPrimitives.WriteUInt64BigEndian(Append(type, sizeof(ulong)), value);

        /// <summary>Writes ICE's USERNAME.</summary>
        public void WriteUsername(ReadOnlySpan<byte> recipient, ReadOnlySpan<byte> sender)
        {
            Span<byte> value = Append(StunAttribute.Username, recipient.Length + 1 + sender.Length);
            recipient.CopyTo(value);
            value[recipient.Length] = (byte)':';
            sender.CopyTo(value.Slice(recipient.Length + 1));
        }

        /// <summary>Writes XOR-MAPPED-ADDRESS.</summary>
        public void WriteXorMappedAddress(TransportAddress address) =>
            WriteXorAddress(StunAttribute.XorMappedAddress, address);

        /// <summary>Writes a masked address.</summary>
        public void WriteXorAddress(StunAttribute type, TransportAddress address)
        {
            Span<byte> value = Append(type, 4 + address.AddressLength);
            value[0] = 0;
            value[1] = (byte)(address.IsV6 ? 2 : 1);
            int port = address.Port ^ (int)(StunMessage.MagicCookie >> 16);
            BinaryPrimitives.WriteUInt16BigEndian(value.Slice(2), (ushort)port);
            address.WriteAddressTo(value.Slice(4));
            for (int i = 4; i < value.Length; i++) value[i] ^= _buffer[i];
        }

        /// <summary>Writes ERROR-CODE with an ASCII phrase for whoever reads a trace.</summary>
        public void WriteErrorCode(StunErrorCode code, string reason)
        {
            Span<byte> value = Append(StunAttribute.ErrorCode, 4 + reason.Length);
            value[0] = value[1] = 0;
            value[2] = (byte)((int)code / 100);
            value[3] = (byte)((int)code % 100);
            Encoding.ASCII.GetBytes(reason.AsSpan(), value.Slice(4));
        }

        /// <summary>Writes UNKNOWN-ATTRIBUTES.</summary>
        public void WriteUnknownAttributes(ReadOnlySpan<ushort> types)
        {
            Span<byte> value = Append(StunAttribute.UnknownAttributes, 2 * types.Length);
            for (int i = 0; i < types.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(value.Slice(2 * i), types[i]);
        }

        /// <summary>Signs all that was written.</summary>
        public void WriteIntegrity(StunIntegrity key)
        {
            int before = Length;
            key.Sign(_buffer.Slice(0, before), Append(StunAttribute.MessageIntegrity, StunIntegrity.TagLength));
        }

        /// <summary>Ends the message with its FINGERPRINT.</summary>
        public void WriteFingerprint()
        {
            int before = Length;
            Span<byte> value = Append(StunAttribute.Fingerprint, sizeof(uint));
            uint crc = Crc32.Of(_buffer.Slice(0, before));
            BinaryPrimitives.WriteUInt32BigEndian(value, crc ^ StunMessage.FingerprintMask);
        }

        private Span<byte> Append(StunAttribute type, int length)
        {
            int padded = StunMessage.Padded(length);
            Span<byte> attribute = _buffer.Slice(Length, StunMessage.AttributeHeaderLength + padded);
            BinaryPrimitives.WriteUInt16BigEndian(attribute, (ushort)type);
            BinaryPrimitives.WriteUInt16BigEndian(attribute.Slice(2), (ushort)length);
            attribute.Slice(StunMessage.AttributeHeaderLength + length).Clear();
            Length += attribute.Length;
            BinaryPrimitives.WriteUInt16BigEndian(_buffer.Slice(2), (ushort)(Length - StunMessage.HeaderLength));
            return attribute.Slice(StunMessage.AttributeHeaderLength, length);
        }
    }
}
