#nullable enable
// How much a receiver believes the path can carry; superseded by transport-wide feedback, where that is agreed.
// https://datatracker.ietf.org/doc/html/draft-alvestrand-rmcat-remb-03#section-2.2
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                    SSRC of packet sender                      |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                    SSRC of media source = 0                   |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |       'R'     |      'E'      |      'M'      |      'B'      |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |   num SSRC    | bitrate exp   |  bitrate mantissa, 18 bits    |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                    SSRC of a stream it holds for              |  num SSRC of them
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>REMB: the most that all named streams together should send.</summary>
    public readonly ref struct ReceiverEstimatedMaxBitrate
    {
        internal const int Format = 15;
        internal const int SsrcsOffset = 16;

        private const uint UniqueIdentifier = 0x52454D42; // "REMB": format 15 is of any application
        private const int MantissaBits = 18;

        private readonly RtcpPacket _packet;

        private ReceiverEstimatedMaxBitrate(in RtcpPacket packet, long bitrate)
        {
            _packet = packet;
            Bitrate = bitrate;
        }

        /// <summary>Bits a second, headers of UDP and IP included.</summary>
        public long Bitrate { get; }

        /// <summary>Who estimates.</summary>
        public Ssrc Sender => _packet.ReadSsrc(0);

        /// <summary>How many streams it holds for, 0 to 255.</summary>
        public int Count => _packet.Body[12];

        /// <summary>The stream at an index from 0 to below <see cref="Count"/>.</summary>
        public Ssrc this[int index] => index >= 0 && index < Count
            ? _packet.ReadSsrc(SsrcsOffset + 4 * index)
            : throw new ArgumentOutOfRangeException(nameof(index), index, "There are fewer streams.");

        /// <summary>Reads a REMB; false on other types, formats and identifiers, when streams are missing and when the
        /// bitrate is beyond 2^63.</summary>
        public static bool TryParse(in RtcpPacket packet, out ReceiverEstimatedMaxBitrate estimate)
        {
            estimate = default;
            if (packet.Type != RtcpPacketType.PayloadFeedback || packet.Count != Format) return false;
            ReadOnlySpan<byte> body = packet.Body;
            if (body.Length < SsrcsOffset || BinaryPrimitives.ReadUInt32BigEndian(body.Slice(8)) != UniqueIdentifier)
                return false;
            if (body.Length < SsrcsOffset + 4 * body[12]) return false;

            uint word = BinaryPrimitives.ReadUInt32BigEndian(body.Slice(12));
            int exponent = (int)(word >> MantissaBits & 0x3F);
            long mantissa = word & (1 << MantissaBits) - 1;
            long bitrate = mantissa << exponent;
            if (bitrate < 0 || bitrate >> exponent != mantissa) return false;
            estimate = new ReceiverEstimatedMaxBitrate(packet, bitrate);
            return true;
        }

        internal static void WriteTo(Span<byte> body, Ssrc sender, long bitrate, ReadOnlySpan<Ssrc> media)
        {
            int exponent = 0;
            while (bitrate >> exponent >= 1 << MantissaBits) exponent++;
            BinaryPrimitives.WriteUInt32BigEndian(body, sender.Value);
            BinaryPrimitives.WriteUInt32BigEndian(body.Slice(4), 0);
            BinaryPrimitives.WriteUInt32BigEndian(body.Slice(8), UniqueIdentifier);
            uint word = (uint)media.Length << 24 | (uint)exponent << MantissaBits | (uint)(bitrate >> exponent);
            BinaryPrimitives.WriteUInt32BigEndian(body.Slice(12), word);
            for (int i = 0; i < media.Length; i++)
                BinaryPrimitives.WriteUInt32BigEndian(body.Slice(SsrcsOffset + 4 * i), media[i].Value);
        }
    }
}
