#nullable enable
// Appends a block of header extension elements to an RTP header.
// https://www.rfc-editor.org/rfc/rfc8285#section-4.2 (one-byte form) and section 4.3 (two-byte form)
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |             0xBEDE            |     length in 32-bit words    |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |  ID   |len - 1|     value     |  ID   |len - 1|   value ...   |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |             0x1000            |     length in 32-bit words    |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |      ID       |      len      |          value ...            |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Rtp
{
    /// <summary>Writes header extension elements behind a header that <see cref="RtpHeader.WriteTo"/> has written:
    /// <see cref="TryWrite"/> each, then <see cref="Finish"/>.</summary>
    public ref struct HeaderExtensionWriter
    {
        private readonly Span<byte> _packet;
        private readonly int _start;
        private readonly bool _twoByte;
        private int _end;

        /// <summary>A block behind <paramref name="headerLength"/> bytes of header. The two-byte form may be chosen
        /// only when the SDP allows it for all sections of the bundle; only long values and high ids need it.</summary>
        public HeaderExtensionWriter(Span<byte> packet, int headerLength, bool twoByte = false)
        {
            _packet = packet;
            _start = headerLength;
            _twoByte = twoByte;
            _end = headerLength + RtpHeader.ExtensionHeadLength;
        }

        /// <summary>Appends an element. False, and nothing is written, when the form cannot carry its id (1 to 14, or 1
        /// to 255) or length (1 to 16 bytes, or 0 to 255), or when the packet has no room.</summary>
        public bool TryWrite(int id, ReadOnlySpan<byte> value)
        {
            bool fits = _twoByte
                ? id >= 1 && id <= 255 && value.Length <= 255
                : id >= 1 && id <= 14 && value.Length >= 1 && value.Length <= 16;
            int head = _twoByte ? 2 : 1;
            if (!fits || Padded(_end + head + value.Length) > _packet.Length) return false;

            if (_twoByte)
            {
                _packet[_end++] = (byte)id;
                _packet[_end++] = (byte)value.Length;
            }
            else
            {
                _packet[_end++] = (byte)(id << 4 | value.Length - 1);
            }

            value.CopyTo(_packet.Slice(_end));
            _end += value.Length;
            return true;
        }

        /// <summary>Pads the block, writes its head, sets the header's X bit and returns where the payload begins.
        /// Without elements the header stays as it was.</summary>
        public int Finish()
        {
            if (_end == _start + RtpHeader.ExtensionHeadLength) return _start;

            int end = Padded(_end);
            _packet.Slice(_end, end - _end).Clear();
            Span<byte> head = _packet.Slice(_start);
            BinaryPrimitives.WriteUInt16BigEndian(head, _twoByte ? RtpHeader.TwoByteProfile : RtpHeader.OneByteProfile);
            int words = (end - _start - RtpHeader.ExtensionHeadLength) / 4;
            BinaryPrimitives.WriteUInt16BigEndian(head.Slice(2), (ushort)words);
            _packet[0] |= 0x10;
            return end;
        }

        private int Padded(int end) => _start + (end - _start + 3 & ~3);
    }
}
