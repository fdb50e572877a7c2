#nullable enable
using System;
using System.Buffers.Binary;

namespace Earshot.Rtc.Sctp
{
    /// <summary>Writes a packet chunk by chunk into a buffer of the caller's.</summary>
    internal ref struct PacketWriter
    {
        private readonly Span<byte> _buffer;
        private int _length;

        /// <param name="buffer">As long as the packet may get.</param>
        /// <param name="port">Ours and theirs: in WebRTC both are 5000, or what SDP says.</param>
        /// <param name="tag">The other side's tag.</param>
        public PacketWriter(Span<byte> buffer, (ushort Local, ushort Remote) port, uint tag)
        {
            _buffer = buffer;
            _length = SctpPacket.HeaderSize;
            BinaryPrimitives.WriteUInt16BigEndian(buffer, port.Local);
            BinaryPrimitives.WriteUInt16BigEndian(buffer.Slice(2), port.Remote);
            BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(4), tag);
            BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(8), 0);
        }

        /// <summary>True while there is no chunk.</summary>
        public bool IsEmpty => _length == SctpPacket.HeaderSize;

        /// <summary>The longest value a further chunk may have.</summary>
        public int Room => (_buffer.Length & ~3) - _length - Chunk.HeaderSize;

        /// <summary>Appends a chunk and gives its value to write into.</summary>
        public Span<byte> Add(ChunkType type, byte flags, int valueLength)
        {
            int length = Chunk.HeaderSize + valueLength;
            Span<byte> chunk = _buffer.Slice(_length, Chunk.Padded(length));
            chunk[0] = (byte)type;
            chunk[1] = flags;
            BinaryPrimitives.WriteUInt16BigEndian(chunk.Slice(2), (ushort)length);
            chunk.Slice(length).Clear();
            _length += chunk.Length;
            return chunk.Slice(Chunk.HeaderSize, valueLength);
        }

        /// <summary>Appends a chunk with a value that is there already.</summary>
        public void Add(ChunkType type, byte flags, ReadOnlySpan<byte> value) =>
            value.CopyTo(Add(type, flags, value.Length));

        /// <summary>Ends the packet and gives its length. Without checksum only where the other side takes 0.</summary>
        public int Finish(bool withChecksum)
        {
            if (withChecksum) SctpPacket.WriteChecksum(_buffer.Slice(0, _length));
            return _length;
        }
    }
}
