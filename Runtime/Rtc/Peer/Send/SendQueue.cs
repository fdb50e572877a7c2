#nullable enable
using System.Collections.Generic;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Packets that wait for their turn, by stream and number; the bytes lie in the streams' stores.
    /// Retransmissions come before pictures: what they mend is already late.</summary>
    internal sealed class SendQueue
    {
        private readonly Queue<Ticket> _retransmissions = new Queue<Ticket>();
        private readonly Queue<Ticket> _media = new Queue<Ticket>();

        public bool IsEmpty => _retransmissions.Count == 0 && _media.Count == 0;

        /// <summary>Bytes of payload that wait.</summary>
        public long Bytes { get; private set; }

        public void AddMedia(OutgoingStream stream, SeqNo seq, int bytes) =>
            Add(_media, new Ticket(stream, seq, bytes, isRetransmission: false));

        public void AddRetransmission(OutgoingStream stream, SeqNo seq, int bytes) =>
            Add(_retransmissions, new Ticket(stream, seq, bytes, isRetransmission: true));

        public bool TryTake(out Ticket ticket)
        {
            if (!_retransmissions.TryDequeue(out ticket) && !_media.TryDequeue(out ticket)) return false;
            Bytes -= ticket.Bytes;
            return true;
        }

        private void Add(Queue<Ticket> queue, in Ticket ticket)
        {
            queue.Enqueue(ticket);
            Bytes += ticket.Bytes;
        }

        internal readonly struct Ticket
        {
            public readonly OutgoingStream Stream;
            public readonly SeqNo Seq;
            public readonly int Bytes;
            public readonly bool IsRetransmission;

            public Ticket(OutgoingStream stream, SeqNo seq, int bytes, bool isRetransmission)
            {
                Stream = stream;
                Seq = seq;
                Bytes = bytes;
                IsRetransmission = isRetransmission;
            }
        }
    }
}
