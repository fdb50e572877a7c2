#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Sctp
{
    /// <summary>A parameter of a chunk or a cause of an error, by reference into it (RFC 9260 section 3.2.1): type and
    /// length of 16 bits each, then the value, padded to 4 bytes.</summary>
    internal readonly ref struct Parameter
    {
        public const int HeaderSize = 4;
        public const ushort StateCookie = 7;
        public const ushort UnrecognizedParameter = 8;
        public const ushort OutgoingReset = 13;
        public const ushort IncomingReset = 14;
        public const ushort SsnTsnReset = 15;
        public const ushort ReconfigurationResponse = 16;
        public const ushort AddOutgoingStreams = 17;
        public const ushort AddIncomingStreams = 18;
        public const ushort ZeroChecksumAcceptable = 0x8001;
        public const ushort SupportedExtensions = 0x8008;
        public const ushort ForwardTsnSupported = 0xC000;

        public readonly ushort Type;

        public readonly ReadOnlySpan<byte> Value;

        private Parameter(ushort type, ReadOnlySpan<byte> value)
        {
            Type = type;
            Value = value;
        }

        /// <summary>True for what an INIT may hold and that is understood or of no use here: addresses (5, 6), hints
        /// on cookies and addresses (9, 11, 12).</summary>
        public bool IsKnown =>
            Type <= 12 || Type == SupportedExtensions || Type == ForwardTsnSupported || Type == ZeroChecksumAcceptable;

        /// <summary>What to do with an unknown type: true when those after it are still to be read.</summary>
        public bool IsSkippable => (Type & 0x8000) != 0;

        /// <summary>True when an unknown type is to be reported.</summary>
        public bool IsReportable => (Type & 0x4000) != 0;

        /// <summary>Takes the parameter at the start of <paramref name="rest"/> off it; false when it is cut off or its
        /// length is impossible.</summary>
        public static bool TryTake(ref ReadOnlySpan<byte> rest, out Parameter parameter)
        {
            parameter = default;
            if (rest.Length < HeaderSize) return false;
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest.Slice(2));
            if (length < HeaderSize || length > rest.Length) return false;
            parameter = new Parameter(
                BinaryPrimitives.ReadUInt16BigEndian(rest), rest.Slice(HeaderSize, length - HeaderSize));
            rest = rest.Slice(Math.Min(Chunk.Padded(length), rest.Length));
            return true;
        }

        /// <summary>Writes the header and gives the bytes it took with the value and its padding, which is
        /// zeroed; the value is the caller's to write behind the header.</summary>
        public static int Write(Span<byte> destination, ushort type, int valueLength)
        {
            int length = HeaderSize + valueLength;
            BinaryPrimitives.WriteUInt16BigEndian(destination, type);
            BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(2), (ushort)length);
            destination.Slice(length, Chunk.Padded(length) - length).Clear();
            return Chunk.Padded(length);
        }
    }
}
