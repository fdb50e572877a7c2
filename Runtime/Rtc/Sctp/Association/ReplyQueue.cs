#nullable enable
using System;

namespace Earshot.Rtc.Sctp
{
    /// <summary>Packets that answer others at once, whole, in slots that are used again. When they are full, an answer
    /// is not given: the other side asks again.</summary>
    internal sealed class ReplyQueue
    {
        private const int Slots = 8;

        private readonly byte[][] _packets = new byte[Slots][];
        private readonly int[] _lengths = new int[Slots];
        private int _head;
        private int _count;

        public ReplyQueue()
        {
            for (int i = 0; i < Slots; i++) _packets[i] = new byte[AssociationConfig.MaxPacket];
        }

        /// <summary>The slot to write the next packet into; <see cref="Commit"/> queues it.</summary>
        public bool TryPrepare(out Span<byte> packet)
        {
            packet = _count < Slots ? _packets[(_head + _count) % Slots] : default(Span<byte>);
            return _count < Slots;
        }

        public void Commit(int length)
        {
            _lengths[(_head + _count) % Slots] = length;
            _count++;
        }

        public bool TryTake(Span<byte> buffer, out int length)
        {
            length = 0;
            if (_count == 0) return false;
            length = _lengths[_head];
            _packets[_head].AsSpan(0, length).CopyTo(buffer);
            _head = (_head + 1) % Slots;
            _count--;
            return true;
        }

        public void Clear() => _count = 0;
    }
}
