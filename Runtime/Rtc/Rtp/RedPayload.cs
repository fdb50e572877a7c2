#nullable enable
// The payload of a packet that repeats what packets before it have carried, the oldest first.
// https://www.rfc-editor.org/rfc/rfc2198#section-3
//
//   0                   1                    2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3  4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |1|   block PT  |  timestamp offset         |   block length    |  for each repeated block
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |0|   block PT  |  repeated blocks ..., then the packet's own
//  +-+-+-+-+-+-+-+-+
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtp
{
    /// <summary>A RED payload, parsed: blocks by number, the packet's own last.</summary>
    public readonly ref struct RedPayload
    {
        /// <summary>The longest block that can be repeated, in bytes.</summary>
        public const int LongestRepeated = (1 << 10) - 1;

        /// <summary>The furthest back that a repeated block may begin, in ticks.</summary>
        public const int FurthestBack = (1 << 14) - 1;

        /// <summary>Bytes before a repeated block.</summary>
        public const int RepeatedHeaderLength = 4;

        /// <summary>Bytes before the packet's own block.</summary>
        public const int OwnHeaderLength = 1;

        private const int MaxBlocks = 8;
        private const byte FollowedByMore = 0x80;

        private readonly ReadOnlySpan<byte> _payload;

        private RedPayload(ReadOnlySpan<byte> payload, int count)
        {
            _payload = payload;
            Count = count;
        }

        /// <summary>How many blocks there are, at least one.</summary>
        public int Count { get; }

        /// <summary>The block at an index from 0 to below <see cref="Count"/>.</summary>
        public RedBlock this[int index]
        {
            get
            {
                if (index < 0 || index >= Count)
                    throw new ArgumentOutOfRangeException(nameof(index), index, "There are fewer blocks.");
                int start = (Count - 1) * RepeatedHeaderLength + OwnHeaderLength;
                for (int i = 0; i < index; i++) start += LengthAt(i);
                uint header = index == Count - 1 ? 0 : HeaderAt(index);
                int length = index == Count - 1 ? _payload.Length - start : LengthAt(index);
                byte type = (byte)(_payload[index * RepeatedHeaderLength] & ~FollowedByMore);
                return new RedBlock(new PayloadType(type), (int)(header >> 10 & FurthestBack), start, length);
            }
        }

        /// <summary>Reads the headers; false when blocks are missing, or are more than anybody sends.</summary>
        public static bool TryParse(ReadOnlySpan<byte> payload, out RedPayload red)
        {
            red = default;
            int at = 0;
            int bytes = OwnHeaderLength;
            int count = 1;
            for (; at < payload.Length && (payload[at] & FollowedByMore) != 0; at += RepeatedHeaderLength, count++)
            {
                if (count == MaxBlocks || payload.Length - at < RepeatedHeaderLength) return false;
                bytes += RepeatedHeaderLength;
                bytes += (int)BinaryPrimitives.ReadUInt32BigEndian(payload.Slice(at)) & LongestRepeated;
            }

            if (at >= payload.Length || bytes > payload.Length) return false;
            red = new RedPayload(payload, count);
            return true;
        }

        /// <summary>Writes the header of a repeated block and returns its length.</summary>
        public static int WriteRepeatedHeader(Span<byte> header, PayloadType codec, int ticksBack, int length)
        {
            uint word = (uint)(FollowedByMore | codec.Value) << 24 | (uint)ticksBack << 10 | (uint)length;
            BinaryPrimitives.WriteUInt32BigEndian(header, word);
            return RepeatedHeaderLength;
        }

        /// <summary>Writes the header of the packet's own block and returns its length.</summary>
        public static int WriteOwnHeader(Span<byte> header, PayloadType codec)
        {
            header[0] = codec.Value;
            return OwnHeaderLength;
        }

        private uint HeaderAt(int index) =>
            BinaryPrimitives.ReadUInt32BigEndian(_payload.Slice(index * RepeatedHeaderLength));

        private int LengthAt(int index) => (int)HeaderAt(index) & LongestRepeated;
    }
}
