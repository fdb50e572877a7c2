#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Sctp
{
    // https://www.rfc-editor.org/rfc/rfc9260#section-3.3.2
    //
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                         initiate tag                          |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                       receive window                          |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |       outgoing streams        |        incoming streams       |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                         initial TSN                           |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |  parameters …

    /// <summary>What INIT and INIT-ACK tell of their sender.</summary>
    public readonly struct InitChunk
    {
        /// <summary>Bytes before the parameters.</summary>
        public const int Size = 16;

        private const uint ErrorDetectionByDtls = 1;

        /// <summary>The tag to send to it under.</summary>
        public readonly uint Tag;

        /// <summary>Bytes it can take in.</summary>
        public readonly uint Window;

        public readonly ushort OutgoingStreams;

        public readonly ushort IncomingStreams;

        /// <summary>The TSN of its first DATA.</summary>
        public readonly uint FirstTsn;

        /// <summary>True when it understands FORWARD-TSN (RFC 3758 section 3.1).</summary>
        public readonly bool ForwardsTsn;

        /// <summary>True when it understands RE-CONFIG (RFC 6525 section 5.1.1).</summary>
        public readonly bool Reconfigures;

        /// <summary>True when it takes packets with a checksum of 0, DTLS having checked them (RFC 9653).</summary>
        public readonly bool AcceptsZeroChecksum;

        public InitChunk(
            uint tag,
            uint window,
            ushort outgoingStreams,
            ushort incomingStreams,
            uint firstTsn,
            bool forwardsTsn,
            bool reconfigures,
            bool acceptsZeroChecksum)
        {
            Tag = tag;
            Window = window;
            OutgoingStreams = outgoingStreams;
            IncomingStreams = incomingStreams;
            FirstTsn = firstTsn;
            ForwardsTsn = forwardsTsn;
            Reconfigures = reconfigures;
            AcceptsZeroChecksum = acceptsZeroChecksum;
        }

        /// <summary>Bytes that <see cref="WriteTo"/> writes.</summary>
        internal int WrittenSize => Size + 4 + 8 + (AcceptsZeroChecksum ? 8 : 0);

        /// <summary>Reads INIT or INIT-ACK; false when it is cut off or names no tag or no streams.</summary>
        public static bool TryParse(ReadOnlySpan<byte> value, out InitChunk init)
        {
            init = default;
            if (value.Length < Size) return false;
            bool forwardsTsn = false;
            bool reconfigures = false;
            bool acceptsZero = false;
            ReadOnlySpan<byte> rest = value.Slice(Size);
            while (rest.Length > 0)
            {
                if (!Parameter.TryTake(ref rest, out Parameter parameter)) return false;
                if (!parameter.IsKnown && !parameter.IsSkippable) break;
                if (parameter.Type == Parameter.ForwardTsnSupported) forwardsTsn = true;
                else if (parameter.Type == Parameter.ZeroChecksumAcceptable) acceptsZero = IsByDtls(parameter.Value);
                else if (parameter.Type == Parameter.SupportedExtensions)
                {
                    forwardsTsn |= parameter.Value.IndexOf((byte)ChunkType.ForwardTsn) >= 0;
                    reconfigures |= parameter.Value.IndexOf((byte)ChunkType.Reconfiguration) >= 0;
                }
            }

            init = new InitChunk(
                BinaryPrimitives.ReadUInt32BigEndian(value),
                BinaryPrimitives.ReadUInt32BigEndian(value.Slice(4)),
                BinaryPrimitives.ReadUInt16BigEndian(value.Slice(8)),
                BinaryPrimitives.ReadUInt16BigEndian(value.Slice(10)),
                BinaryPrimitives.ReadUInt32BigEndian(value.Slice(12)),
                forwardsTsn,
                reconfigures,
                acceptsZero);
            return init.Tag != 0 && init.OutgoingStreams != 0 && init.IncomingStreams != 0;
        }

        /// <summary>The cookie in an INIT-ACK; false when there is none.</summary>
        public static bool TryFindCookie(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> cookie)
        {
            cookie = default;
            ReadOnlySpan<byte> rest = value.Slice(Size);
            while (Parameter.TryTake(ref rest, out Parameter parameter))
            {
                if (parameter.Type != Parameter.StateCookie) continue;
                cookie = parameter.Value;
                return true;
            }

            return false;
        }

        /// <summary>Writes the fixed part, and the parameters for all that is understood here.</summary>
        public void WriteTo(Span<byte> value)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value, Tag);
            BinaryPrimitives.WriteUInt32BigEndian(value.Slice(4), Window);
            BinaryPrimitives.WriteUInt16BigEndian(value.Slice(8), OutgoingStreams);
            BinaryPrimitives.WriteUInt16BigEndian(value.Slice(10), IncomingStreams);
            BinaryPrimitives.WriteUInt32BigEndian(value.Slice(12), FirstTsn);
            Span<byte> rest = value.Slice(Size);
            rest = rest.Slice(Parameter.Write(rest, Parameter.ForwardTsnSupported, 0));
            rest[Parameter.HeaderSize] = (byte)ChunkType.Reconfiguration;
            rest[Parameter.HeaderSize + 1] = (byte)ChunkType.ForwardTsn;
            rest = rest.Slice(Parameter.Write(rest, Parameter.SupportedExtensions, 2));
            if (!AcceptsZeroChecksum) return;
            BinaryPrimitives.WriteUInt32BigEndian(rest.Slice(Parameter.HeaderSize), ErrorDetectionByDtls);
            Parameter.Write(rest, Parameter.ZeroChecksumAcceptable, 4);
        }

        private static bool IsByDtls(ReadOnlySpan<byte> value) =>
            value.Length == 4 && BinaryPrimitives.ReadUInt32BigEndian(value) == ErrorDetectionByDtls;
    }
}
