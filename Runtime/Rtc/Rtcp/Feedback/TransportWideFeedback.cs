#nullable enable
// When the packets of all streams together arrived, for the sender's congestion control.
// https://datatracker.ietf.org/doc/html/draft-holmer-rmcat-transport-wide-cc-extensions-01#section-3.1
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                     SSRC of packet sender                     |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                      SSRC of media source                     |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |      base sequence number     |      packet status count      |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |      reference time, signed, in 64 ms         | fb pkt. count |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |          packet chunk         |         packet chunk          |  16 bits each, until all packets have a symbol
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |         packet chunk          |  recv delta   |  recv delta   |  8 bits unsigned or 16 signed, in 250 us
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |           recv delta          |  recv delta   | zero padding  |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>Walks the packets that a transport-wide feedback packet speaks of.</summary>
    public ref struct TransportWideFeedback
    {
        internal const int Format = 15;
        internal const int ChunksOffset = 16;
        internal const int TicksAReference = 256;
        internal const int MicrosecondsATick = 250;

        private readonly RtcpPacket _packet;
        private int _chunkOffset;
        private int _deltaOffset;
        private StatusChunk _chunk;
        private int _inChunk;
        private int _index;
        private long _ticks;

        private TransportWideFeedback(in RtcpPacket packet, int deltaOffset)
        {
            _packet = packet;
            _chunkOffset = ChunksOffset;
            _deltaOffset = deltaOffset;
            _chunk = default;
            _inChunk = 0;
            _index = 0;
            _ticks = 0;
        }

        /// <summary>Who reports.</summary>
        public Ssrc Sender => _packet.ReadSsrc(0);

        /// <summary>One of the streams that were received.</summary>
        public Ssrc Media => _packet.ReadSsrc(4);

        /// <summary>The transport-wide sequence number of the first packet it speaks of.</summary>
        public ushort BaseSeq => BinaryPrimitives.ReadUInt16BigEndian(_packet.Body.Slice(8));

        /// <summary>How many packets it speaks of, received ones and others.</summary>
        public int PacketCount => BinaryPrimitives.ReadUInt16BigEndian(_packet.Body.Slice(10));

        /// <summary>Counts feedback packets, so that a lost one shows; wraps.</summary>
        public byte FeedbackCount => _packet.Body[15];

        /// <summary>The reference time on the receiver's clock, whose origin is unknown and which repeats every 12
        /// days: of all readings the one nearest to <paramref name="near"/>, which is the reference before.</summary>
        public Instant ReferenceTime(Instant near)
        {
            const long Unit = TicksAReference * MicrosecondsATick;
            int wire = BinaryPrimitives.ReadInt32BigEndian(_packet.Body.Slice(12)) >> 8;
            long units = near.Microseconds / Unit;
            int ahead = (wire - (int)units) << 8 >> 8;
            return new Instant((units + ahead) * Unit);
        }

        /// <summary>Begins to read feedback; false on other types and formats, and when chunks or deltas are missing or
        /// reserved.</summary>
        public static bool TryParse(in RtcpPacket packet, out TransportWideFeedback feedback)
        {
            feedback = default;
            if (packet.Type != RtcpPacketType.TransportFeedback || packet.Count != Format) return false;
            ReadOnlySpan<byte> body = packet.Body;
            if (body.Length < ChunksOffset) return false;

            int offset = ChunksOffset;
            int deltas = 0;
            for (int left = BinaryPrimitives.ReadUInt16BigEndian(body.Slice(10)); left > 0;)
            {
                if (body.Length - offset < StatusChunk.Length) return false;
                var chunk = new StatusChunk(BinaryPrimitives.ReadUInt16BigEndian(body.Slice(offset)));
                int count = Math.Min(chunk.Count, left);
                int bytes = chunk.CountDeltaBytes(count);
                if (bytes < 0) return false;
                deltas += bytes;
                offset += StatusChunk.Length;
                left -= count;
            }

            if (body.Length - offset < deltas) return false;
            feedback = new TransportWideFeedback(packet, offset);
            return true;
        }

        /// <summary>Takes the next packet, in the order of sequence numbers; false at the end.</summary>
        public bool TryRead(out PacketStatus status)
        {
            status = default;
            if (_index == PacketCount) return false;
            while (_inChunk == _chunk.Count)
            {
                _chunk = new StatusChunk(BinaryPrimitives.ReadUInt16BigEndian(_packet.Body.Slice(_chunkOffset)));
                _chunkOffset += StatusChunk.Length;
                _inChunk = 0;
            }

            int symbol = _chunk[_inChunk++];
            var wireSeq = (ushort)(BaseSeq + _index++);
            if (symbol != StatusChunk.NotReceived) _ticks += ReadDelta(symbol);
            status = symbol == StatusChunk.NotReceived
                ? new PacketStatus(wireSeq, false, TimeSpan.Zero)
                : new PacketStatus(wireSeq, true, new TimeSpan(_ticks * MicrosecondsATick * 10));
            return true;
        }

        private int ReadDelta(int symbol)
        {
            ReadOnlySpan<byte> delta = _packet.Body.Slice(_deltaOffset, symbol);
            _deltaOffset += symbol;
            return symbol == StatusChunk.SmallDelta ? delta[0] : BinaryPrimitives.ReadInt16BigEndian(delta);
        }
    }
}
