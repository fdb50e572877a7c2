#nullable enable
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Stun
{
    /// <summary>A STUN message as it came, read in place (https://www.rfc-editor.org/rfc/rfc8489#section-5).
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    /// |0 0|    method and class       |  bytes after this header      |
    /// |                   magic cookie 0x2112A442                     |
    /// |                                                               |
    /// |                     transaction id (96 bits)                  |
    /// |                                                               |
    /// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    /// |        attribute type         |   length, without padding     |
    /// |              value, padded to a multiple of 4            ...
    /// </code>
    /// Only the structure is judged by <see cref="TryParse"/>; who wrote the message is
    /// <see cref="IsSignedWith"/>.</summary>
    public readonly ref struct StunMessage
    {
        internal const uint MagicCookie = 0x2112A442;
        internal const int HeaderLength = 20;
        internal const int AttributeHeaderLength = 4;
        internal const uint FingerprintMask = 0x5354554E;

        private readonly ReadOnlySpan<byte> _bytes;
        private readonly int _integrityAt;
        private readonly int _fingerprintAt;

        private StunMessage(ReadOnlySpan<byte> bytes, int integrityAt, int fingerprintAt)
        {
            _bytes = bytes;
            _integrityAt = integrityAt;
            _fingerprintAt = fingerprintAt;
        }

        /// <summary>Reads a datagram. False when it is no STUN message, is cut short, has bytes left over, or has
        /// anything after a FINGERPRINT.</summary>
        public static bool TryParse(ReadOnlySpan<byte> datagram, out StunMessage message)
        {
            message = default;
            if (!IsHeaderSound(datagram)) return false;

            int integrityAt = 0;
            int fingerprintAt = 0;
            for (int at = HeaderLength, next; at < datagram.Length; at = next)
            {
                if (fingerprintAt != 0) return false;
                int length = BinaryPrimitives.ReadUInt16BigEndian(datagram.Slice(at + 2));
                next = at + AttributeHeaderLength + Padded(length);
                if (next > datagram.Length) return false;

                switch (TypeAt(datagram, at))
                {
                    case StunAttribute.MessageIntegrity when length != StunIntegrity.TagLength:
                    case StunAttribute.Fingerprint when length != sizeof(uint):
                        return false;
                    case StunAttribute.MessageIntegrity when integrityAt == 0:
                        integrityAt = at;
                        break;
                    case StunAttribute.Fingerprint:
                        fingerprintAt = at;
                        break;
                }
            }

            message = new StunMessage(datagram, integrityAt, fingerprintAt);
            return true;
        }

        /// <summary>Request, indication, success or error.</summary>
        public StunClass Class => (StunClass)((_bytes[0] & 1) << 1 | (_bytes[1] & 0x10) >> 4);

        /// <summary>Binding, or a method unknown here.</summary>
        public StunMethod Method
        {
            get
            {
                int type = BinaryPrimitives.ReadUInt16BigEndian(_bytes);
                return (StunMethod)(type & 0x000F | (type & 0x00E0) >> 1 | (type & 0x3E00) >> 2);
            }
        }

        /// <summary>Ties request and response together.</summary>
        public TransactionId TransactionId => new TransactionId(_bytes.Slice(8));

        /// <summary>True when there is no FINGERPRINT, or a right one.</summary>
        public bool HasNoWrongFingerprint =>
            _fingerprintAt == 0 || (Crc32.Of(_bytes.Slice(0, _fingerprintAt)) ^ FingerprintMask) ==
            BinaryPrimitives.ReadUInt32BigEndian(_bytes.Slice(_fingerprintAt + AttributeHeaderLength));

        /// <summary>True when there is a MESSAGE-INTEGRITY, made with that key.</summary>
        public bool IsSignedWith(StunIntegrity key) =>
            _integrityAt != 0 && key.Verifies(
                _bytes.Slice(0, _integrityAt),
                _bytes.Slice(_integrityAt + AttributeHeaderLength, StunIntegrity.TagLength));

        /// <summary>Finds the first attribute of a type, without its padding. What stands after MESSAGE-INTEGRITY is
        /// not covered by it and is not found (RFC 8489 section 14.5).</summary>
        public bool TryFind(StunAttribute type, out ReadOnlySpan<byte> value)
        {
            for (int at = HeaderLength; at < CoveredLength; at = NextAfter(at))
            {
                if (TypeAt(_bytes, at) != type) continue;
                value = _bytes.Slice(at + AttributeHeaderLength, LengthAt(at));
                return true;
            }

            value = default;
            return false;
        }

        /// <summary>Splits ICE's USERNAME at its first colon. A server that demultiplexes by ufrag looks for
        /// <paramref name="recipient"/>.</summary>
        public bool TryGetUfrags(out ReadOnlySpan<byte> recipient, out ReadOnlySpan<byte> sender)
        {
            recipient = sender = default;
            if (!TryFind(StunAttribute.Username, out ReadOnlySpan<byte> username)) return false;
            int colon = username.IndexOf((byte)':');
            if (colon < 0) return false;
            recipient = username.Slice(0, colon);
            sender = username.Slice(colon + 1);
            return true;
        }

        /// <summary>Reads PRIORITY.</summary>
        public bool TryGetPriority(out uint priority) => TryGetUInt32(StunAttribute.Priority, out priority);

        /// <summary>Reads a 32-bit attribute.</summary>
        public bool TryGetUInt32(StunAttribute type, out uint number)
        {
            bool found = TryFind(type, out ReadOnlySpan<byte> value) && value.Length == sizeof(uint);
            number = found ? BinaryPrimitives.ReadUInt32BigEndian(value) : 0;
            return found;
        }

        /// <summary>Reads the 64 bits of ICE-CONTROLLING or ICE-CONTROLLED.</summary>
        public bool TryGetTieBreaker(StunAttribute role, out ulong tieBreaker)
        {
            bool found = TryFind(role, out ReadOnlySpan<byte> value) && value.Length == sizeof(ulong);
            tieBreaker = found ? BinaryPrimitives.ReadUInt64BigEndian(value) : 0;
            return found;
        }

        /// <summary>Reads ERROR-CODE, 300 to 699.</summary>
        public bool TryGetErrorCode(out StunErrorCode code)
        {
            code = default;
            if (!TryFind(StunAttribute.ErrorCode, out ReadOnlySpan<byte> value) || value.Length < 4) return false;
            int hundreds = value[2] & 7;
            code = (StunErrorCode)(hundreds * 100 + value[3]);
            return hundreds >= 3 && hundreds <= 6 && value[3] <= 99;
        }

        /// <summary>Reads XOR-MAPPED-ADDRESS.</summary>
        public bool TryGetXorMappedAddress(out TransportAddress address) =>
            TryGetXorAddress(StunAttribute.XorMappedAddress, out address);

        /// <summary>Reads a masked address (RFC 8489 section 14.2).</summary>
        public bool TryGetXorAddress(StunAttribute type, out TransportAddress address) =>
            TryGetAddress(type, _bytes.Slice(4, 16), out address);

        /// <summary>Reads ALTERNATE-SERVER.</summary>
        public bool TryGetAlternateServer(out TransportAddress address) =>
            TryGetAddress(StunAttribute.AlternateServer, stackalloc byte[16], out address);

        /// <summary>Lists the attribute types that must be understood and are not, as many as there is room for;
        /// returns how many it listed.</summary>
        public int ListNotUnderstood(Span<ushort> types)
        {
            int count = 0;
            for (int at = HeaderLength; at < CoveredLength && count < types.Length; at = NextAfter(at))
            {
                if (!IsUnderstood(TypeAt(_bytes, at))) types[count++] = (ushort)TypeAt(_bytes, at);
            }

            return count;
        }

        internal static int Padded(int length) => (length + 3) & ~3;

        private bool TryGetAddress(StunAttribute type, ReadOnlySpan<byte> mask, out TransportAddress address)
        {
            address = default;
            if (!TryFind(type, out ReadOnlySpan<byte> value) || value.Length < 4) return false;
            int length = value[1] == 1 ? 4 : value[1] == 2 ? 16 : 0;
            if (length == 0 || value.Length != 4 + length) return false;

            Span<byte> unmasked = stackalloc byte[length];
            for (int i = 0; i < length; i++) unmasked[i] = (byte)(value[4 + i] ^ mask[i]);
            int portMask = BinaryPrimitives.ReadUInt16BigEndian(mask);
            int port = BinaryPrimitives.ReadUInt16BigEndian(value.Slice(2)) ^ portMask;
            address = new TransportAddress(unmasked, (ushort)port);
            return true;
        }

        private static bool IsUnderstood(StunAttribute type)
        {
            switch (type)
            {
                case StunAttribute.MappedAddress:
                case StunAttribute.Username:
                case StunAttribute.ErrorCode:
                case StunAttribute.UnknownAttributes:
                case StunAttribute.XorMappedAddress:
                case StunAttribute.Priority:
                case StunAttribute.UseCandidate:
                    return true;
                default:
                    return (ushort)type >= 0x8000;
            }
        }

        /// <summary>With a multiple of 4 in the length field, an attribute's header is never cut in two.</summary>
        private static bool IsHeaderSound(ReadOnlySpan<byte> datagram)
        {
            if (datagram.Length < HeaderLength || datagram[0] >> 6 != 0) return false;
            int length = BinaryPrimitives.ReadUInt16BigEndian(datagram.Slice(2));
            return (length & 3) == 0 && HeaderLength + length == datagram.Length &&
                BinaryPrimitives.ReadUInt32BigEndian(datagram.Slice(4)) == MagicCookie;
        }

        private static StunAttribute TypeAt(ReadOnlySpan<byte> bytes, int at) =>
            (StunAttribute)BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(at));

        private int CoveredLength =>
            _integrityAt != 0 ? _integrityAt : _fingerprintAt != 0 ? _fingerprintAt : _bytes.Length;

        private int LengthAt(int at) => BinaryPrimitives.ReadUInt16BigEndian(_bytes.Slice(at + 2));

        private int NextAfter(int at) => at + AttributeHeaderLength + Padded(LengthAt(at));
    }
}
