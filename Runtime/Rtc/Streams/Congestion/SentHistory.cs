#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>What was sent under each transport-wide sequence number, until the other side says whether it came.
    /// Grows while it warms up, then allocates nothing.</summary>
    internal sealed class SentHistory
    {
        private const int MaxCapacity = 2048;
        private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(2);

        private Packet[] _packets = new Packet[64];
        private SeqNo _highest;
        private SeqNo _answered;

        /// <summary>What was sent after the last packet that the other side has spoken of.</summary>
        public long InFlightBytes { get; private set; }

        public void Add(Instant now, SeqNo seq, int bytes, int probe)
        {
            while (At(seq).Fate == Fate.Unknown && now - At(seq).SentAt < Forgotten && _packets.Length < MaxCapacity)
                Grow();
            if (At(seq).Fate == Fate.Unknown && At(seq).Seq > _answered) InFlightBytes -= At(seq).Bytes;
            At(seq) = new Packet(seq, now, bytes, probe);
            _highest = seq;
            InFlightBytes += bytes;
        }

        /// <summary>The packet came. False when it is not known any more, or was said to have come.</summary>
        public bool TryTakeArrival(ushort wireSeq, out Packet packet)
        {
            packet = Find(wireSeq);
            if (packet.Fate == Fate.None || packet.Fate == Fate.Arrived) return false;
            At(packet.Seq).Fate = Fate.Arrived;
            Answer(packet.Seq);
            return true;
        }

        /// <summary>The packet did not come. False when it is not known any more, or was spoken of.</summary>
        public bool TryTakeLoss(ushort wireSeq)
        {
            Packet packet = Find(wireSeq);
            if (packet.Fate != Fate.Unknown) return false;
            At(packet.Seq).Fate = Fate.Lost;
            Answer(packet.Seq);
            return true;
        }

        private ref Packet At(SeqNo seq) => ref _packets[seq.Value & _packets.Length - 1];

        private Packet Find(ushort wireSeq)
        {
            SeqNo seq = SeqNo.Extend(wireSeq, _highest);
            Packet packet = At(seq);
            return packet.Seq == seq ? packet : default;
        }

        // A feedback may itself be lost; what the next one leaves out is in flight no more.
        private void Answer(SeqNo seq)
        {
            if (InFlightBytes == 0 || seq <= _answered) return;
            SeqNo first = _answered + 1;
            if (_highest - first >= _packets.Length) first = _highest - (_packets.Length - 1);
            for (; first <= seq; first += 1)
                if (At(first).Seq == first) InFlightBytes -= At(first).Bytes;
            _answered = seq;
            if (seq == _highest) InFlightBytes = 0;
        }

        private void Grow()
        {
            Packet[] packets = _packets;
            _packets = new Packet[packets.Length * 2];
            foreach (Packet packet in packets)
                if (packet.Fate != Fate.None) At(packet.Seq) = packet;
        }

        /// <summary>What became of a packet; None where there is none.</summary>
        internal enum Fate : byte
        {
            None,
            Unknown,
            Arrived,
            Lost,
        }

        internal struct Packet
        {
            public readonly SeqNo Seq;
            public readonly Instant SentAt;
            public readonly int Bytes;
            public readonly int Probe;
            public Fate Fate;

            public Packet(SeqNo seq, Instant sentAt, int bytes, int probe)
            {
                Seq = seq;
                SentAt = sentAt;
                Bytes = bytes;
                Probe = probe;
                Fate = Fate.Unknown;
            }
        }
    }
}
