#nullable enable
// What all RTCP packets begin with.
// https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1 and https://www.rfc-editor.org/rfc/rfc4585#section-6.1
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |V=2|P| RC/FMT  |      PT       |  length in 32-bit words - 1   |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                  SSRC of packet sender                        |  most types
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                  SSRC of media source                         |  feedback
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>One packet of a compound one, yet unread: the type's own <c>TryParse</c> reads it. Its bytes are a
    /// window into the compound packet.</summary>
    public readonly ref struct RtcpPacket
    {
        /// <summary>Bytes before the body.</summary>
        public const int HeaderLength = 4;

        /// <summary>What it is.</summary>
        public readonly RtcpPacketType Type;

        /// <summary>The five bits that count report blocks, chunks or sources, or tell a feedback's format.</summary>
        public readonly int Count;

        /// <summary>What follows the header, without padding.</summary>
        public readonly ReadOnlySpan<byte> Body;

        internal RtcpPacket(RtcpPacketType type, int count, ReadOnlySpan<byte> body)
        {
            Type = type;
            Count = count;
            Body = body;
        }

        /// <summary>True when a datagram that RFC 7983's first byte calls media is RTCP: its packet type lies in what
        /// RFC 5761 section 4 keeps free of RTP payload types.</summary>
        public static bool IsRtcp(ReadOnlySpan<byte> datagram) =>
            datagram.Length > 1 && datagram[1] >= 192 && datagram[1] <= 223;

        internal Ssrc ReadSsrc(int offset) => new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(Body.Slice(offset)));
    }
}
