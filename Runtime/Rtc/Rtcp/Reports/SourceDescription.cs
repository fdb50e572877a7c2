#nullable enable
// Names of sources; only the canonical one matters to us.
// https://www.rfc-editor.org/rfc/rfc3550#section-6.5
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                             SSRC                              |  a chunk, SC of them
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |    CNAME=1    |    length     |  name ...                     |  items, then zeros to the next word, at least one
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>Walks the chunks of an SDES packet.</summary>
    public ref struct SourceDescription
    {
        internal const byte CnameItem = 1;

        private readonly RtcpPacket _packet;
        private int _offset;
        private int _chunksLeft;

        private SourceDescription(in RtcpPacket packet)
        {
            _packet = packet;
            _offset = 0;
            _chunksLeft = packet.Count;
        }

        /// <summary>Begins to read an SDES packet; false on other types.</summary>
        public static bool TryParse(in RtcpPacket packet, out SourceDescription description)
        {
            description = default;
            if (packet.Type != RtcpPacketType.SourceDescription) return false;
            description = new SourceDescription(packet);
            return true;
        }

        /// <summary>Takes the next source that has a CNAME; false at the end or at a chunk that reaches beyond the
        /// packet. The name is UTF-8, chosen by the other side: a key to compare, not a text to trust.</summary>
        public bool TryReadCname(out Ssrc ssrc, out ReadOnlySpan<byte> cname)
        {
            while (_chunksLeft > 0)
            {
                _chunksLeft--;
                if (!TryReadChunk(out ssrc, out cname)) _chunksLeft = 0;
                else if (cname.Length > 0) return true;
            }

            ssrc = default;
            cname = default;
            return false;
        }

        private bool TryReadChunk(out Ssrc ssrc, out ReadOnlySpan<byte> cname)
        {
            ssrc = default;
            cname = default;
            ReadOnlySpan<byte> body = _packet.Body;
            if (body.Length - _offset < 4) return false;
            ssrc = _packet.ReadSsrc(_offset);

            int at = _offset + 4;
            while (at < body.Length && body[at] != 0)
            {
                if (body.Length - at < 2 || body.Length - at - 2 < body[at + 1]) return false;
                if (body[at] == CnameItem) cname = body.Slice(at + 2, body[at + 1]);
                at += 2 + body[at + 1];
            }

            _offset = at + 4 & ~3;
            return at < body.Length;
        }
    }
}
