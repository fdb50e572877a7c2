#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sctp
{
    /// <summary>Messages that wait for their first transmission, cut into fragments. Streams take turns, a message
    /// each: the fragments of a message need consecutive TSNs.</summary>
    internal sealed class SendQueue
    {
        // Bounds the memory of many small messages, each of which takes a whole fragment.
        private const int MaxFragmentsAStream = 4096;

        private readonly Dictionary<StreamId, SendingStream> _streams = new Dictionary<StreamId, SendingStream>();
        private readonly FragmentPool _pool;
        private SendingStream? _turn;
        private SendingStream? _lastInTurn;
        private bool _isMidMessage;

        public SendQueue(FragmentPool pool) => _pool = pool;

        /// <summary>Bytes that wait on all streams.</summary>
        public int QueuedBytes { get; private set; }

        public bool IsEmpty => QueuedBytes == 0;

        /// <summary>The queue of a stream.</summary>
        public SendingStream Stream(StreamId id)
        {
            if (_streams.TryGetValue(id, out SendingStream? stream)) return stream;
            stream = new SendingStream(id);
            _streams.Add(id, stream);
            return stream;
        }

        /// <summary>Takes a message in, which is copied; false when the stream would hold more than
        /// <paramref name="limit"/> bytes, or too many messages.</summary>
        public bool TryAppend(
            Instant now,
            StreamId id,
            PayloadProtocol protocol,
            in Reliability reliability,
            ReadOnlySpan<byte> payload,
            int limit)
        {
            SendingStream stream = Stream(id);
            int fragments = (payload.Length + SentFragment.Capacity - 1) / SentFragment.Capacity;
            if (stream.QueuedBytes > 0 && stream.QueuedBytes + payload.Length > limit) return false;
            if (stream.QueuedFragments + fragments > MaxFragmentsAStream) return false;
            for (int start = 0; start < payload.Length; start += SentFragment.Capacity)
            {
                int length = Math.Min(SentFragment.Capacity, payload.Length - start);
                byte flags = FragmentHeader.FlagsOf(
                    reliability.IsUnordered, begins: start == 0, ends: start + length == payload.Length);
                SentFragment fragment = _pool.Rent();
                fragment.Fill(stream, protocol, flags, reliability, now, payload.Slice(start, length));
                stream.Append(fragment);
            }

            QueuedBytes += payload.Length;
            if (!stream.IsScheduled) Schedule(stream);
            return true;
        }

        /// <summary>The fragment whose turn it is, or null; messages that have become too old are dropped on the
        /// way.</summary>
        public SentFragment? Peek(Instant now)
        {
            while (_turn != null)
            {
                if (!_isMidMessage && _turn.IsHeadSpent(now)) DropMessage(_turn);
                else if (_turn.First != null) return _turn.First;
                if (_turn.First == null) EndTurn();
            }

            return null;
        }

        /// <summary>Takes what <see cref="Peek"/> has shown.</summary>
        public SentFragment Take()
        {
            SendingStream stream = _turn!;
            SentFragment fragment = stream.Take();
            QueuedBytes -= fragment.Length;
            fragment.Ssn = stream.NextSsn;
            _isMidMessage = !fragment.Ends;
            if (!fragment.Ends) return fragment;
            if (!fragment.IsUnordered) stream.NextSsn++;
            EndTurn();
            return fragment;
        }

        /// <summary>Gives up the rest of a message whose first fragments have been sent; false when all have
        /// been.</summary>
        public bool TryAbandonRest(SendingStream stream)
        {
            if (!_isMidMessage || _turn != stream) return false;
            bool isUnordered = stream.First!.IsUnordered;
            DropMessage(stream);
            if (!isUnordered) stream.NextSsn++;
            _isMidMessage = false;
            EndTurn();
            return true;
        }

        /// <summary>Drops all that a stream has not begun to send.</summary>
        public void DropUnsent(SendingStream stream)
        {
            if (_isMidMessage && _turn == stream) return;
            while (stream.First != null) DropMessage(stream);
        }

        /// <summary>A new association counts from 0; the rest of a message whose first part went under the old one is
        /// dropped.</summary>
        public void HandleRestart()
        {
            if (_isMidMessage) TryAbandonRest(_turn!);
            foreach (SendingStream stream in _streams.Values) stream.NextSsn = 0;
        }

        private void DropMessage(SendingStream stream)
        {
            int before = stream.QueuedBytes;
            stream.DropMessage(_pool);
            QueuedBytes -= before - stream.QueuedBytes;
        }

        private void Schedule(SendingStream stream)
        {
            stream.IsScheduled = true;
            stream.Next = null;
            if (_lastInTurn == null) _turn = stream;
            else _lastInTurn.Next = stream;
            _lastInTurn = stream;
        }

        private void EndTurn()
        {
            SendingStream stream = _turn!;
            _turn = stream.Next;
            if (_turn == null) _lastInTurn = null;
            stream.IsScheduled = false;
            if (stream.First != null) Schedule(stream);
        }
    }
}
