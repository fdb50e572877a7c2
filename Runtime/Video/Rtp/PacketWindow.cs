#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Wire;

namespace Earshot.Video.Rtp
{
    /// <summary>The packets from a sequence number on, as many as its capacity, each at the place of its number. The
    /// memory of those that are let go is used again.</summary>
    internal sealed class PacketWindow
    {
        private readonly WindowPacket[] _packets;
        private readonly Stack<byte[]> _spare = new Stack<byte[]>();

        /// <summary>A power of two of places.</summary>
        internal PacketWindow(int capacity)
        {
            _packets = new WindowPacket[capacity];
            for (int i = 0; i < capacity; i++) _packets[i] = new WindowPacket();
        }

        internal int Capacity => _packets.Length;

        /// <summary>The lowest number there is a place for.</summary>
        internal SeqNo First { get; private set; }

        /// <summary>One above the highest number that has come.</summary>
        internal SeqNo End { get; private set; }

        /// <summary>The packet of a number; null when it has not come.</summary>
        internal WindowPacket? Find(SeqNo seq)
        {
            WindowPacket packet = _packets[seq.Value & _packets.Length - 1];
            return packet.Bytes != null && packet.Seq == seq ? packet : null;
        }

        /// <summary>Makes a place for a packet between <see cref="First"/> and its capacity above.</summary>
        internal WindowPacket Add(SeqNo seq, int length)
        {
            WindowPacket packet = _packets[seq.Value & _packets.Length - 1];
            packet.Seq = seq;
            packet.Length = length;
            packet.Bytes = _spare.Count > 0 ? _spare.Pop() : new byte[WindowPacket.MaxLength];
            if (seq >= End) End = seq + 1;
            return packet;
        }

        /// <summary>Lets go what lies before a number.</summary>
        internal void MoveTo(SeqNo first)
        {
            SeqNo end = first < End ? first : End;
            for (SeqNo seq = First; seq < end; seq += 1)
            {
                if (Find(seq) is WindowPacket packet) Release(packet);
            }

            First = first;
            if (End < first) End = first;
        }

        /// <summary>Lets everything go and begins at a number.</summary>
        internal void Restart(SeqNo first)
        {
            foreach (WindowPacket packet in _packets)
            {
                if (packet.Bytes != null) Release(packet);
            }

            First = End = first;
        }

        private void Release(WindowPacket packet)
        {
            _spare.Push(packet.Bytes!);
            packet.Bytes = null;
        }
    }
}
