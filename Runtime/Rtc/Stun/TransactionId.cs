#nullable enable
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Stun
{
    /// <summary>The 96 bits that tie a response to its request (RFC 8489 section 5).</summary>
    public readonly struct TransactionId : IEquatable<TransactionId>
    {
        /// <summary>Bytes on the wire.</summary>
        public const int Length = 12;

        private readonly uint _head;
        private readonly ulong _tail;

        /// <summary>From the first 12 bytes of a span.</summary>
        public TransactionId(ReadOnlySpan<byte> bytes)
        {
            _head = BinaryPrimitives.ReadUInt32BigEndian(bytes);
            _tail = BinaryPrimitives.ReadUInt64BigEndian(bytes.Slice(4));
        }

        /// <summary>A fresh one. It must be unguessable: it alone keeps off-path answers away from a request without
        /// integrity.</summary>
        public static TransactionId From(IRandom random)
        {
            Span<byte> bytes = stackalloc byte[Length];
            random.Fill(bytes);
            return new TransactionId(bytes);
        }

        /// <summary>Writes the 12 bytes.</summary>
        public void WriteTo(Span<byte> destination)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, _head);
            BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(4), _tail);
        }

        public static bool operator ==(TransactionId a, TransactionId b) => a.Equals(b);

        public static bool operator !=(TransactionId a, TransactionId b) => !a.Equals(b);

        public bool Equals(TransactionId other) => _head == other._head && _tail == other._tail;

        public override bool Equals(object? obj) => obj is TransactionId other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(_head, _tail);

        public override string ToString() => $"{_head:x8}{_tail:x16}";
    }
}
