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

        // In the order of storing: a forwarder's numbers have gaps and come out of order. A packet is known by how many
        // were stored before it, and lies at the low bits of that.
        private StoredPacket[] _packets = new StoredPacket[32];
        private long[] _bySeq = new long[32]; // by the low bits of the number; the last one stored there
        private byte[] _bytes = new byte[4096];
        private long _first;
        private int _count;
        private int _end;

        /// <summary>How many packets it holds.</summary>
        public int Count => _count;

        /// <summary>Stores a packet, in place of what is old; <paramref name="id"/> names it from now on. False when
        /// all that there is room for waits to be sent.</summary>
        public bool TryAdd(Instant now, in StoredPacket packet, ReadOnlySpan<byte> payload, out long id)
        {
            while (_count > 0 && IsOld(now, At(_first))) Drop();
            id = _first + _count;
            while (_count == _packets.Length)
                if (!TryGrowPackets() && !TryDrop()) return false;
            while (!TryReserve(SizeOf(payload.Length)))
                if (!TryGrowBytes() && !TryDrop()) return false;

            _count++;
            ref StoredPacket stored = ref At(id);
            stored = packet;
            stored.Offset = _end;
            stored.Length = payload.Length;
            payload.CopyTo(_bytes.AsSpan(_end));
            _end += SizeOf(payload.Length);
            _bySeq[packet.Seq.Value & (_bySeq.Length - 1)] = id;
            return true;
        }

        /// <summary>True while it holds the packet.</summary>
        public bool Has(long id) => id >= _first && id < _first + _count;

        /// <summary>Finds a packet by its number.</summary>
        public bool TryFind(SeqNo seq, out long id)
        {
            id = _bySeq[seq.Value & (_bySeq.Length - 1)];
            return Has(id) && At(id).Seq == seq;
        }

        /// <summary>Finds the packet that was sent last and has at least so many bytes.</summary>
        public bool TryFindNewest(int leastBytes, out long id)
        {
            for (id = _first + _count - 1; id >= _first; id--)
                if (At(id).TimesSent > 0 && At(id).Length >= leastBytes) return true;
            return false;
        }

        /// <summary>A packet that it has; valid until the next one is added.</summary>
        public ref StoredPacket At(long id) => ref _packets[id & (_packets.Length - 1)];

        /// <summary>Its payload; valid as long.</summary>
        public ReadOnlySpan<byte> PayloadAt(long id) => _bytes.AsSpan(At(id).Offset, At(id).Length);

        /// <summary>Forgets all packets.</summary>
        public void Clear()
        {
            _first += _count;
            _count = 0;
            _end = 0;
        }

        private static bool IsOld(Instant now, in StoredPacket packet) =>
            packet.TimesSent > 0 && now - packet.SentAt > Lifetime;

        // Even an empty payload takes a byte, so that a full ring differs from an empty one.
        private static int SizeOf(int length) => Math.Max(1, length);

        private bool TryDrop()
        {
            bool mayDrop = _count > 0 && At(_first).TimesSent > 0;
            if (mayDrop) Drop();
            return mayDrop;
        }

        private void Drop()
        {
            _first++;
            _count--;
        }

        // Moves the end to where that many bytes are free in one piece.
        private bool TryReserve(int length)
        {
            if (_count == 0) _end = 0;
            int first = _count == 0 ? _bytes.Length : At(_first).Offset;
            if (_count > 0 && _end > first)
            {
                if (_bytes.Length - _end >= length) return true;
                if (first <= length) return false;
                _end = 0;
                return true;
            }

            return first - _end > length;
        }

        private bool TryGrowPackets()
        {
            if (_packets.Length == MaxPackets) return false;
            StoredPacket[] before = _packets;
            _packets = new StoredPacket[before.Length * 2];
            _bySeq = new long[_packets.Length];
            for (long id = _first; id < _first + _count; id++)
            {
                At(id) = before[id & (before.Length - 1)];
                _bySeq[At(id).Seq.Value & (_bySeq.Length - 1)] = id;
            }

            return true;
        }

        private bool TryGrowBytes()
        {
            if (_bytes.Length == MaxBytes) return false;
            byte[] before = _bytes;
            _bytes = new byte[before.Length * 2];
            _end = 0;
            for (long id = _first; id < _first + _count; id++)
            {
                ref StoredPacket packet = ref At(id);
                before.AsSpan(packet.Offset, packet.Length).CopyTo(_bytes.AsSpan(_end));
                packet.Offset = _end;
                _end += SizeOf(packet.Length);
            }

            return true;
        }
    }
}
