#nullable enable
// A receiver needs a key frame to begin; unlike PLI it names the streams in entries of its own.
// https://www.rfc-editor.org/rfc/rfc5104#section-4.3.1
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                    SSRC of packet sender                      |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                    SSRC of media source = 0                   |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                     SSRC of the stream                        |  entries
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  | command seq   |                  reserved                     |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>FIR: the streams that shall each send a key frame.</summary>
    public readonly ref struct FullIntraRequest
    {
        internal const int Format = 4;
        internal const int EntryLength = 8;
        internal const int EntriesOffset = 8;

        private readonly RtcpPacket _packet;

        private FullIntraRequest(in RtcpPacket packet) => _packet = packet;

        /// <summary>Who asks.</summary>
        public Ssrc Sender => _packet.ReadSsrc(0);

        /// <summary>How many streams.</summary>
        public int Count => (_packet.Body.Length - EntriesOffset) / EntryLength;

        /// <summary>The stream at an index from 0 to below <see cref="Count"/>, and the command's number: the same
        /// number again repeats the same command.</summary>
        public (Ssrc Media, byte CommandSeq) this[int index]
        {
            get
            {
                if (index < 0 || index >= Count)
                    throw new ArgumentOutOfRangeException(nameof(index), index, "There are fewer entries.");
                int offset = EntriesOffset + EntryLength * index;
                return (_packet.ReadSsrc(offset), _packet.Body[offset + 4]);
            }
        }

        /// <summary>Reads a FIR; false on other types and formats and when it has no entry.</summary>
        public static bool TryParse(in RtcpPacket packet, out FullIntraRequest request)
        {
            request = default;
            if (packet.Type != RtcpPacketType.PayloadFeedback || packet.Count != Format) return false;
            if (packet.Body.Length < EntriesOffset + EntryLength) return false;
            request = new FullIntraRequest(packet);
            return true;
        }
    }
}
