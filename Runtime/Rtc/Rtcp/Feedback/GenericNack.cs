#nullable enable
// The packets that a receiver misses and wants again.
// https://www.rfc-editor.org/rfc/rfc4585#section-6.2.1
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                    SSRC of packet sender                      |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                    SSRC of media source                       |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |  sequence number of a lost    | bit i, from the lowest:       |  entries
//  |  packet (PID)                 | PID + i + 1 is lost too (BLP) |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>Walks the sequence numbers of a generic NACK.</summary>
    public ref struct GenericNack
    {
        internal const int Format = 1;
        internal const int EntryLength = 4;
        internal const int EntriesOffset = 8;

        private const int BitsAnEntry = 16;

        private readonly RtcpPacket _packet;
        private int _offset;
        private ushort _last;
        private int _bits;

        private GenericNack(in RtcpPacket packet)
        {
            _packet = packet;
            _offset = EntriesOffset;
            _last = 0;
            _bits = 0;
        }

        /// <summary>Who asks.</summary>
        public Ssrc Sender => _packet.ReadSsrc(0);

        /// <summary>The stream whose packets are missing.</summary>
        public Ssrc Media => _packet.ReadSsrc(4);

        /// <summary>Begins to read a NACK; false on other types and formats and when it names no packet.</summary>
        public static bool TryParse(in RtcpPacket packet, out GenericNack nack)
        {
            nack = default;
            if (packet.Type != RtcpPacketType.TransportFeedback || packet.Count != Format) return false;
            if (packet.Body.Length < EntriesOffset + EntryLength) return false;
            nack = new GenericNack(packet);
            return true;
        }

        /// <summary>Takes the next missing packet's sequence number; false at the end.</summary>
        public bool TryRead(out ushort wireSeq)
        {
            while (_bits != 0)
            {
                bool isLost = (_bits & 1) != 0;
                _bits >>= 1;
                wireSeq = ++_last;
                if (isLost) return true;
            }

            wireSeq = 0;
            if (_packet.Body.Length - _offset < EntryLength) return false;
            ReadOnlySpan<byte> entry = _packet.Body.Slice(_offset);
            wireSeq = _last = BinaryPrimitives.ReadUInt16BigEndian(entry);
            _bits = BinaryPrimitives.ReadUInt16BigEndian(entry.Slice(2));
            _offset += EntryLength;
            return true;
        }

        /// <summary>How many entries a list takes that goes up, with roll-over.</summary>
        internal static int CountEntries(ReadOnlySpan<ushort> lost)
        {
            int count = 0;
            while (lost.Length > 0)
            {
                lost = lost.Slice(Gather(lost, out _));
                count++;
            }

            return count;
        }

        internal static void WriteEntries(Span<byte> entries, ReadOnlySpan<ushort> lost)
        {
            while (lost.Length > 0)
            {
                BinaryPrimitives.WriteUInt16BigEndian(entries, lost[0]);
                lost = lost.Slice(Gather(lost, out ushort bits));
                BinaryPrimitives.WriteUInt16BigEndian(entries.Slice(2), bits);
                entries = entries.Slice(EntryLength);
            }
        }

        // How many of the first fit one entry.
        private static int Gather(ReadOnlySpan<ushort> lost, out ushort bits)
        {
            bits = 0;
            int count = 1;
            for (; count < lost.Length; count++)
            {
                int bit = (ushort)(lost[count] - lost[0]) - 1;
                if (bit < 0 || bit >= BitsAnEntry) break;
                bits |= (ushort)(1 << bit);
            }

            return count;
        }
    }
}
