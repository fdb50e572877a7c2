#nullable enable
using System.Collections.Generic;

namespace Earshot.Rtc
{
    /// <summary>Packets that wait for their turn, by stream and place; the bytes lie in the streams' stores.
    /// Retransmissions come before pictures: what they mend is already late.</summary>
    internal sealed class SendQueue
    {
        private readonly Queue<Ticket> _retransmissions = new Queue<Ticket>();
        private readonly Queue<Ticket> _media = new Queue<Ticket>();

        public bool IsEmpty => _retransmissions.Count == 0 && _media.Count == 0;

        /// <summary>Bytes of payload that wait.</summary>
        public long Bytes { get; private set; }

        public void AddMedia(OutgoingStream stream, long id, int bytes) =>
            Add(_media, new Ticket(stream, id, bytes, isRetransmission: false));

        public void AddRetransmission(OutgoingStream stream, long id, int bytes) =>
            Add(_retransmissions, new Ticket(stream, id, bytes, isRetransmission: true));

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
            public readonly long Id;
            public readonly int Bytes;
            public readonly bool IsRetransmission;

            public Ticket(OutgoingStream stream, long id, int bytes, bool isRetransmission)
            {
                Stream = stream;
                Id = id;
                Bytes = bytes;
                IsRetransmission = isRetransmission;
            }
        }
    }
}
