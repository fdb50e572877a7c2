#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Ice
{
    /// <summary>A few STUN datagrams on their way out, in buffers made once. When it is full the writer waits or drops,
    /// as UDP would.</summary>
    internal sealed class Outbox
    {
        /// <summary>Room for the longest message written here: a check to a ufrag of 256 characters.</summary>
        public const int DatagramLength = 512;

        private const int Slots = 8;

        private readonly byte[][] _buffers = new byte[Slots][];
        private readonly IceTransmit[] _transmits = new IceTransmit[Slots];
        private int _head;
        private int _count;

        public Outbox()
        {
            for (int i = 0; i < Slots; i++) _buffers[i] = new byte[DatagramLength];
        }

        /// <summary>True when one more datagram can be written.</summary>
        public bool HasRoom => _count < Slots;

        /// <summary>Where the next datagram is written; only while <see cref="HasRoom"/>.</summary>
        public Span<byte> Buffer => _buffers[Tail];

        /// <summary>Queues what was written into <see cref="Buffer"/>.</summary>
        public void Add(TransportAddress local, TransportAddress remote, int length)
        {
            _transmits[Tail] = new IceTransmit(local, remote, new ArraySegment<byte>(_buffers[Tail], 0, length));
            _count++;
        }

        /// <summary>Takes the oldest; its bytes stay as they are until <see cref="Buffer"/> is written again.</summary>
        public bool TryPoll(out IceTransmit transmit)
        {
            transmit = _transmits[_head];
            if (_count == 0) return false;
            _head = (_head + 1) % Slots;
            _count--;
            return true;
        }

        /// <summary>Drops all that waits.</summary>
        public void Clear() => _count = 0;

        private int Tail => (_head + _count) % Slots;
    }
}
