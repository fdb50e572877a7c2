#nullable enable
using System;

namespace Earshot.Rtc
{
    /// <summary>Datagrams waiting to be sent, in slots that are written in place and used again. Grows up to
    /// <see cref="MaxSlots"/> while it warms up, then allocates nothing.</summary>
    internal sealed class TransmitQueue
    {
        /// <summary>Bytes a slot holds; more than any datagram we write.</summary>
        public const int SlotSize = 1500;

        private const int MaxSlots = 1024;

        private byte[][] _slots = NewSlots(8);
        private int[] _lengths = new int[8];
        private int _head;
        private int _count;

        /// <summary>The slot to write the next datagram into; it is queued by <see cref="Commit"/>. False when
        /// full.</summary>
        public bool TryPrepare(out byte[] slot)
        {
            // One slot stays free: the datagram taken last is still being read by whoever sends it.
            if (_count + 1 >= _slots.Length && !TryGrow())
            {
                slot = Array.Empty<byte>();
                return false;
            }

            slot = _slots[(_head + _count) % _slots.Length];
            return true;
        }

        /// <summary>Queues the first <paramref name="length"/> bytes of the slot prepared last.</summary>
        public void Commit(int length)
        {
            _lengths[(_head + _count) % _slots.Length] = length;
            _count++;
        }

        /// <summary>Takes the oldest; its bytes stay valid until the next call to anything here.</summary>
        public bool TryTake(out ArraySegment<byte> datagram)
        {
            datagram = default;
            if (_count == 0) return false;
            datagram = new ArraySegment<byte>(_slots[_head], 0, _lengths[_head]);
            _head = (_head + 1) % _slots.Length;
            _count--;
            return true;
        }

        private bool TryGrow()
        {
            int size = _slots.Length;
            if (size >= MaxSlots) return false;
            byte[][] slots = NewSlots(size);
            var grownSlots = new byte[size * 2][];
            var grownLengths = new int[size * 2];
            for (int i = 0; i < size; i++)
            {
                grownSlots[i] = _slots[(_head + i) % size];
                grownLengths[i] = _lengths[(_head + i) % size];
                grownSlots[size + i] = slots[i];
            }

            // The slot taken last lies just before the head and must not become the next to be written.
            (grownSlots[size - 1], grownSlots[size * 2 - 1]) = (grownSlots[size * 2 - 1], grownSlots[size - 1]);
            _slots = grownSlots;
            _lengths = grownLengths;
            _head = 0;
            return true;
        }

        private static byte[][] NewSlots(int count)
        {
            var slots = new byte[count][];
            for (int i = 0; i < count; i++) slots[i] = new byte[SlotSize];
            return slots;
        }
    }
}
