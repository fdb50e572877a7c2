#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>Walks the packets of a decrypted compound RTCP packet (RFC 3550 section 6.1) without allocating.
    /// Reduced size is accepted (RFC 5506): a packet may begin with feedback, as Chrome's do under
    /// <c>a=rtcp-rsize</c>.</summary>
    public ref struct RtcpReader
    {
        private ReadOnlySpan<byte> _rest;

        public RtcpReader(ReadOnlySpan<byte> compound)
        {
            _rest = compound;
            IsMalformed = false;
        }

        /// <summary>True once reading has stopped at bytes that are no RTCP packet; what came before stands.</summary>
        public bool IsMalformed { get; private set; }

        /// <summary>Takes the next packet, of whatever type; false at the end or at the first malformed one.</summary>
        public bool TryRead(out RtcpPacket packet)
        {
            packet = default;
            if (_rest.Length == 0) return false;
            if (TryTake(out packet)) return true;
            IsMalformed = true;
            _rest = default;
            return false;
        }

        private bool TryTake(out RtcpPacket packet)
        {
            packet = default;
            if (_rest.Length < RtcpPacket.HeaderLength || _rest[0] >> 6 != 2) return false;
            int length = 4 * (BinaryPrimitives.ReadUInt16BigEndian(_rest.Slice(2)) + 1);
            if (_rest.Length < length) return false;

            ReadOnlySpan<byte> body = _rest.Slice(RtcpPacket.HeaderLength, length - RtcpPacket.HeaderLength);
            bool hasPadding = (_rest[0] & 0x20) != 0;
            if (hasPadding)
            {
                int padding = body.Length == 0 ? 0 : body[body.Length - 1];
                if (padding == 0 || padding > body.Length) return false;
                body = body.Slice(0, body.Length - padding);
            }

            packet = new RtcpPacket((RtcpPacketType)_rest[1], _rest[0] & 0x1F, body);
            _rest = _rest.Slice(length);
            return true;
        }
    }
}
