#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>The packets of one stream that wait to be sent, or were sent in the last second and may be asked for
    /// again (RFC 4585 section 6.2.1). Payloads lie in a ring of bytes, so that a voice costs a few kB and a video what
    /// a second of it has. Grows while it warms up, up to its bounds, then allocates nothing.</summary>
    public sealed class PacketStore
    {
        /// <summary>The most packets.</summary>
        public const int MaxPackets = 2048;

        /// <summary>The most payload in bytes.</summary>
        public const int MaxBytes = 1 << 20;

        private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

        // In the order of storing: a forwarder's numbers have gaps and come out of order.
        private StoredPacket[] _packets = new StoredPacket[32];
        private int[] _positions = new int[32]; // by the low bits of the number
        private byte[] _bytes = new byte[4096];
        private int _head;
        private int _count;
        private int _end;

        /// <summary>How many packets it holds.</summary>
        public int Count => _count;

        /// <summary>Stores a packet, in place of what is old. False when all there is room for waits to be
        /// sent.</summary>
        public bool TryAdd(Instant now, in StoredPacket packet, ReadOnlySpan<byte> payload)
        {
            while (_count > 0 && IsOld(now, _packets[_head])) Drop();
            while (_count == _packets.Length || !TryReserve(SizeOf(payload.Length)))
                if (!TryGrow(_count == _packets.Length) && !TryDrop()) return false;

            int position = (_head + _count++) & (_packets.Length - 1);
            ref StoredPacket stored = ref _packets[position];
            stored = packet;
            stored.Offset = _end;
            stored.Length = payload.Length;
            payload.CopyTo(_bytes.AsSpan(_end));
            _end += SizeOf(payload.Length);
            _positions[packet.Seq.Value & (_positions.Length - 1)] = position;
            return true;
        }

        /// <summary>Finds a packet by its number.</summary>
        public bool TryFind(SeqNo seq, out int position)
        {
            position = _positions[seq.Value & (_positions.Length - 1)];
            int age = (position - _head) & (_packets.Length - 1);
            return age < _count && _packets[position].Seq == seq;
        }

        /// <summary>Finds the packet that was sent last and has at least so many bytes.</summary>
        public bool TryFindNewest(int leastBytes, out int position)
        {
            for (int age = _count - 1; age >= 0; age--)
            {
                position = (_head + age) & (_packets.Length - 1);
                if (_packets[position].TimesSent > 0 && _packets[position].Length >= leastBytes) return true;
            }

            position = 0;
            return false;
        }

        /// <summary>The packet that was found; valid until the next one is added.</summary>
        public ref StoredPacket At(int position) => ref _packets[position];

        /// <summary>Its payload; valid as long.</summary>
        public ReadOnlySpan<byte> PayloadAt(int position) =>
            _bytes.AsSpan(_packets[position].Offset, _packets[position].Length);

        /// <summary>Forgets all packets.</summary>
        public void Clear()
        {
            _head = 0;
            _count = 0;
            _end = 0;
        }

        private static bool IsOld(Instant now, in StoredPacket packet) =>
            packet.TimesSent > 0 && now - packet.SentAt > Lifetime;

        // Even an empty payload takes a byte, so that a full ring differs from an empty one.
        private static int SizeOf(int length) => Math.Max(1, length);

        private bool TryDrop()
        {
            bool mayDrop = _count > 0 && _packets[_head].TimesSent > 0;
            if (mayDrop) Drop();
            return mayDrop;
        }

        private void Drop()
        {
            _head = (_head + 1) & (_packets.Length - 1);
            _count--;
        }

        // Moves the end to where that many bytes are free in one piece.
        private bool TryReserve(int length)
        {
            if (_count == 0) _end = 0;
            int first = _count == 0 ? _bytes.Length : _packets[_head].Offset;
            if (_count > 0 && _end > first)
            {
                if (_bytes.Length - _end >= length) return true;
                if (first <= length) return false;
                _end = 0;
                return true;
            }

            return first - _end > length;
        }

        private bool TryGrow(bool isFullOfPackets)
        {
            if (isFullOfPackets ? _packets.Length == MaxPackets : _bytes.Length == MaxBytes) return false;
            var packets = new StoredPacket[isFullOfPackets ? _packets.Length * 2 : _packets.Length];
            var bytes = new byte[isFullOfPackets ? _bytes.Length : _bytes.Length * 2];
            _positions = new int[packets.Length];
            int end = 0;
            for (int i = 0; i < _count; i++)
            {
                int position = (_head + i) & (_packets.Length - 1);
                PayloadAt(position).CopyTo(bytes.AsSpan(end));
                packets[i] = _packets[position];
                packets[i].Offset = end;
                _positions[packets[i].Seq.Value & (packets.Length - 1)] = i;
                end += SizeOf(packets[i].Length);
            }

            _packets = packets;
            _bytes = bytes;
            _head = 0;
            _end = end;
            return true;
        }
    }
}
