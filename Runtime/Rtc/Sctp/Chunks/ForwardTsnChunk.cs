#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Sctp
{
    // https://www.rfc-editor.org/rfc/rfc3758#section-3.2
    //
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                      new cumulative TSN                       |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |            stream             |    highest skipped SSN        |  for each ordered stream
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

    /// <summary>What the sender has given up, by reference into the packet.</summary>
    public readonly ref struct ForwardTsnChunk
    {
        /// <summary>Bytes before the streams.</summary>
        public const int Size = 4;

        /// <summary>Bytes of a stream's entry.</summary>
        public const int EntrySize = 4;

        private readonly ReadOnlySpan<byte> _streams;

        /// <summary>Nothing up to this one is to be waited for.</summary>
        public readonly uint CumulativeTsn;

        private ForwardTsnChunk(ReadOnlySpan<byte> value)
        {
            CumulativeTsn = BinaryPrimitives.ReadUInt32BigEndian(value);
            _streams = value.Slice(Size);
        }

        /// <summary>How many streams lose a message.</summary>
        public int StreamCount => _streams.Length / EntrySize;

        /// <summary>Reads it; false when it is cut off.</summary>
        public static bool TryParse(ReadOnlySpan<byte> value, out ForwardTsnChunk forward)
        {
            forward = default;
            if (value.Length < Size || (value.Length - Size) % EntrySize != 0) return false;
            forward = new ForwardTsnChunk(value);
            return true;
        }

        /// <summary>A stream, and the highest of its ordered messages that will not come.</summary>
        public (StreamId Stream, ushort Ssn) Skipped(int index) => (
            new StreamId(BinaryPrimitives.ReadUInt16BigEndian(_streams.Slice(index * EntrySize))),
            BinaryPrimitives.ReadUInt16BigEndian(_streams.Slice(index * EntrySize + 2)));
    }
}
