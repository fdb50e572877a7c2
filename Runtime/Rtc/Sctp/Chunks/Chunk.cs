#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Sctp
{
    // https://www.rfc-editor.org/rfc/rfc9260#section-3.2
    //
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |     type      |     flags     |            length             |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |  value …                                    padded to 4 bytes
    // +-+-+-+-+-+-+-+-

    /// <summary>A chunk of a packet, by reference into it.</summary>
    public readonly ref struct Chunk
    {
        /// <summary>Bytes before the value.</summary>
        public const int HeaderSize = 4;

        /// <summary>What it is; may be a type that nobody here knows.</summary>
        public readonly ChunkType Type;

        /// <summary>The type's own flags.</summary>
        public readonly byte Flags;

        /// <summary>What follows the header, without padding.</summary>
        public readonly ReadOnlySpan<byte> Value;

        private Chunk(ChunkType type, byte flags, ReadOnlySpan<byte> value)
        {
            Type = type;
            Flags = flags;
            Value = value;
        }

        /// <summary>What to do with an unknown type: true when the chunks after it are still to be read.</summary>
        public bool IsSkippable => ((byte)Type & 0x80) != 0;

        /// <summary>True when an unknown type is to be reported to the sender.</summary>
        public bool IsReportable => ((byte)Type & 0x40) != 0;

        /// <summary>Takes the chunk at the start of <paramref name="rest"/> off it; false when it is cut off or its
        /// length is impossible.</summary>
        public static bool TryTake(ref ReadOnlySpan<byte> rest, out Chunk chunk)
        {
            chunk = default;
            if (rest.Length < HeaderSize) return false;
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest.Slice(2));
            if (length < HeaderSize || length > rest.Length) return false;
            chunk = new Chunk((ChunkType)rest[0], rest[1], rest.Slice(HeaderSize, length - HeaderSize));
            rest = rest.Slice(Math.Min(Padded(length), rest.Length));
            return true;
        }

        /// <summary>A length rounded up to whole words of 4 bytes.</summary>
        internal static int Padded(int length) => (length + 3) & ~3;
    }
}
