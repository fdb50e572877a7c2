#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Turn
{
    /// <summary>Data to or from a peer that has a channel (https://www.rfc-editor.org/rfc/rfc8656#section-12.4), and
    /// how messages follow each other in a stream.
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    /// |   channel 0x4000 to 0x4FFF    |  length, without padding      |
    /// |  data; in a stream padded to a multiple of 4              ...
    /// </code></summary>
    public static class ChannelMessage
    {
        /// <summary>Bytes before the data.</summary>
        public const int HeaderLength = 4;

        internal const int FirstChannel = 0x4000;
        internal const int LastChannel = 0x4FFF;
        private const int StunHeaderLength = 20;

        /// <summary>True when a first byte is that of one (RFC 7983: 64 to 79).</summary>
        public static bool BeginsWith(byte first) => first >= 64 && first < 80;

        /// <summary>Reads one. Padding behind the data is allowed for.</summary>
        public static bool TryParse(ReadOnlySpan<byte> message, out int channel, out int length)
        {
            channel = length = 0;
            if (message.Length < HeaderLength || !BeginsWith(message[0])) return false;
            channel = BinaryPrimitives.ReadUInt16BigEndian(message);
            length = BinaryPrimitives.ReadUInt16BigEndian(message.Slice(2));
            return HeaderLength + length <= message.Length;
        }

        /// <summary>Writes one and returns its length.</summary>
        public static int Write(Span<byte> destination, int channel, ReadOnlySpan<byte> data, bool padded)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)channel);
            BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(2), (ushort)data.Length);
            data.CopyTo(destination.Slice(HeaderLength));
            int end = HeaderLength + data.Length;
            if (!padded) return end;
            int paddedEnd = (end + 3) & ~3;
            destination.Slice(end, paddedEnd - end).Clear();
            return paddedEnd;
        }

        /// <summary>Finds the first message, STUN or channel, at the head of a stream. False when it is not all there
        /// yet; <paramref name="length"/> is 0 until it can be told, and negative when this is no such
        /// stream.</summary>
        public static bool TryCut(ReadOnlySpan<byte> stream, out int length)
        {
            length = 0;
            if (stream.Length < HeaderLength) return false;
            int body = BinaryPrimitives.ReadUInt16BigEndian(stream.Slice(2));
            if (BeginsWith(stream[0])) length = HeaderLength + ((body + 3) & ~3);
            else if (stream[0] >> 6 == 0 && (body & 3) == 0) length = StunHeaderLength + body;
            else length = -1;
            return length > 0 && length <= stream.Length;
        }
    }
}
