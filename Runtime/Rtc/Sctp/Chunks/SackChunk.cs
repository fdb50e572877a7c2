#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Sctp
{
    // https://www.rfc-editor.org/rfc/rfc9260#section-3.3.4
    //
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                        cumulative TSN                         |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                        receive window                         |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |    number of gap blocks       |     number of duplicates      |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |  first came, after cumulative |   last came, of this block    |  a block
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                    TSN that came again                        |  a duplicate
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

    /// <summary>What has arrived, by reference into the packet.</summary>
    public readonly ref struct SackChunk
    {
        /// <summary>Bytes before the blocks.</summary>
        public const int Size = 12;

        /// <summary>Bytes of a block or of a duplicate.</summary>
        public const int EntrySize = 4;

        private readonly ReadOnlySpan<byte> _gaps;

        /// <summary>All up to this one have arrived.</summary>
        public readonly uint CumulativeTsn;

        /// <summary>Bytes the receiver has room for, not counting what is under way.</summary>
        public readonly uint Window;

        /// <summary>How many TSNs have come more than once since the last report.</summary>
        public readonly int DuplicateCount;

        private SackChunk(ReadOnlySpan<byte> value, int gapCount, int duplicateCount)
        {
            CumulativeTsn = BinaryPrimitives.ReadUInt32BigEndian(value);
            Window = BinaryPrimitives.ReadUInt32BigEndian(value.Slice(4));
            DuplicateCount = duplicateCount;
            _gaps = value.Slice(Size, gapCount * EntrySize);
        }

        /// <summary>What a SHUTDOWN tells: no more than that.</summary>
        internal SackChunk(uint cumulativeTsn, uint window)
        {
            CumulativeTsn = cumulativeTsn;
            Window = window;
            DuplicateCount = 0;
            _gaps = default;
        }

        /// <summary>How many blocks there are.</summary>
        public int GapCount => _gaps.Length / EntrySize;

        /// <summary>Reads a SACK; false when it is cut off.</summary>
        public static bool TryParse(ReadOnlySpan<byte> value, out SackChunk sack)
        {
            sack = default;
            if (value.Length < Size) return false;
            int gaps = BinaryPrimitives.ReadUInt16BigEndian(value.Slice(8));
            int duplicates = BinaryPrimitives.ReadUInt16BigEndian(value.Slice(10));
            if (Size + (gaps + duplicates) * EntrySize > value.Length) return false;
            sack = new SackChunk(value, gaps, duplicates);
            return true;
        }

        /// <summary>A block that has arrived: its ends, counted from the cumulative TSN.</summary>
        public (ushort First, ushort Last) Gap(int index) => (
            BinaryPrimitives.ReadUInt16BigEndian(_gaps.Slice(index * EntrySize)),
            BinaryPrimitives.ReadUInt16BigEndian(_gaps.Slice(index * EntrySize + 2)));
    }
}
