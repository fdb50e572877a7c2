#nullable enable
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sctp
{
    /// <summary>The messages of one stream that wait for their first transmission.</summary>
    internal sealed class SendingStream
    {
        private SentFragment? _first;
        private SentFragment? _last;

        public SendingStream(StreamId id) => Id = id;

        public StreamId Id { get; }

        /// <summary>The number of the next ordered message.</summary>
        public ushort NextSsn { get; set; }

        /// <summary>Bytes of payload that wait.</summary>
        public int QueuedBytes { get; private set; }

        /// <summary>Fragments that wait.</summary>
        public int QueuedFragments { get; private set; }

        /// <summary>True while it is in the scheduler's round.</summary>
        public bool IsScheduled { get; set; }

        /// <summary>The next in the scheduler's round.</summary>
        public SendingStream? Next { get; set; }

        public SentFragment? First => _first;

        public void Append(SentFragment fragment)
        {
            if (_last == null) _first = fragment;
            else _last.Next = fragment;
            _last = fragment;
            QueuedBytes += fragment.Length;
            QueuedFragments++;
        }

        /// <summary>Takes the first; there must be one. The first fragment of an ordered message settles its
        /// number.</summary>
        public SentFragment Take()
        {
            SentFragment fragment = _first!;
            _first = fragment.Next;
            if (_first == null) _last = null;
            fragment.Next = null;
            QueuedBytes -= fragment.Length;
            QueuedFragments--;
            return fragment;
        }

        /// <summary>Drops what is left of the message at the head, which ends with its last fragment.</summary>
        public void DropMessage(FragmentPool pool)
        {
            bool ends = false;
            while (!ends && _first != null)
            {
                SentFragment fragment = Take();
                ends = fragment.Ends;
                pool.Return(fragment);
            }
        }

        /// <summary>True when the message at the head is to be given up before it was sent.</summary>
        public bool IsHeadSpent(Instant now) => _first != null && _first.Begins && _first.IsSpent(now);
    }
}
