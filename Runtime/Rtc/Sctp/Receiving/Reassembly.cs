#nullable enable
using System;
using System.Collections.Generic;

namespace Earshot.Rtc.Sctp
{
    /// <summary>Makes messages of fragments. Up to the cumulative TSN they are joined in order; above it a message that
    /// is whole is taken out early when it need not wait: unordered, or the next of its stream
    /// (RFC 9260 section 6.6).</summary>
    /// <remarks>
    /// The fragments of a message bear consecutive TSNs, and within a stream TSNs order messages as SSNs do. So below
    /// the cumulative TSN at most one message is unfinished, and nothing waits for a predecessor:
    /// <code>
    ///   delivered …  [B . . ]   | ?  [B E]  ?  ?  [B . E]  …
    ///                under way  ^ cumulative      gap store
    /// </code>
    /// </remarks>
    internal sealed class Reassembly
    {
        private readonly GapStore _gaps = new GapStore();
        private readonly Queue<MessageChain> _ready = new Queue<MessageChain>();
        private readonly Dictionary<StreamId, ushort> _nextSsn = new Dictionary<StreamId, ushort>();
        private readonly int _window;
        private readonly int _maxMessageSize;
        private ReceivedFragment? _free;
        private ReceivedFragment? _lent;
        private byte[] _message = Array.Empty<byte>();
        private MessageChain _underWay;
        private Tsn _joined;
        private int _held;

        /// <param name="first">The other side's first TSN.</param>
        /// <param name="window">Bytes that may wait here.</param>
        /// <param name="maxMessageSize">Bytes of the longest message that is taken.</param>
        public Reassembly(Tsn first, int window, int maxMessageSize)
        {
            _joined = first - 1;
            _window = window;
            _maxMessageSize = maxMessageSize;
        }

        /// <summary>True once a message has grown longer than it may be.</summary>
        public bool IsTooLong { get; private set; }

        /// <summary>Bytes there is room for.</summary>
        public uint Window => (uint)Math.Max(0, _window - _held);

        /// <summary>True when a fragment of that TSN can be kept.</summary>
        /// <remarks>The next one gets in even where those above the gap have filled the window: it is what they wait
        /// for.</remarks>
        public bool HasRoom(Tsn tsn) =>
            tsn - _joined <= GapStore.MaxSpan && _held < (tsn - _joined == 1 ? 2 * _window : _window);

        /// <summary>Takes a fragment that has not come before; <see cref="Join"/> follows.</summary>
        public void Add(Tsn tsn, in FragmentHeader header, ReadOnlySpan<byte> payload)
        {
            ReceivedFragment fragment = Rent();
            fragment.Fill(header, payload);
            _held += fragment.Cost;
            _gaps.Put(tsn, _joined, fragment);
        }

        /// <summary>Joins what is complete up to the cumulative TSN, and takes out early what need not wait above it,
        /// <paramref name="tsn"/> having come last.</summary>
        public void Join(Tsn cumulative, Tsn highest, Tsn tsn)
        {
            bool advances = cumulative > _joined;
            while (_joined < cumulative) JoinNext(_gaps.Take(++_joined));
            if (_gaps.Count == 0) return;
            if (advances) TakeEarly(cumulative + 1, highest);
            else if (TryTakeMessageAround(tsn, cumulative, highest, out Tsn last)) TakeEarly(last + 1, highest);
        }

        /// <summary>Skips all that the sender has given up: what is whole is delivered, the rest is dropped; then goes
        /// on as <see cref="Join"/> does.</summary>
        public void Skip(Tsn skipped, in ForwardTsnChunk forward, Tsn cumulative, Tsn highest)
        {
            Tsn lastHeld = skipped < highest ? skipped : highest;
            while (_joined < lastHeld) JoinNext(_gaps.Take(++_joined));
            Drop(ref _underWay);
            if (_joined < skipped) _joined = skipped;
            for (int i = 0; i < forward.StreamCount; i++)
            {
                (StreamId stream, ushort ssn) = forward.Skipped(i);
                if ((short)(ushort)(ssn - NextSsn(stream)) >= 0) _nextSsn[stream] = (ushort)(ssn + 1);
            }

            while (_joined < cumulative) JoinNext(_gaps.Take(++_joined));
            if (_gaps.Count > 0) TakeEarly(cumulative + 1, highest);
        }

        /// <summary>The stream's messages are counted from 0 again (RFC 6525 section 5.2.2).</summary>
        public void Reset(StreamId stream) => _nextSsn[stream] = 0;

        /// <summary>The same for all streams.</summary>
        public void ResetAll() => _nextSsn.Clear();

        /// <summary>Takes the next message. Its payload stays valid until the next call to anything here.</summary>
        public bool TryTake(out ReceivedMessage message)
        {
            message = default;
            if (_ready.Count == 0) return false;
            MessageChain chain = _ready.Dequeue();
            FragmentHeader header = chain.First!.Header;
            message = new ReceivedMessage(header.Stream, header.Protocol, PayloadOf(chain));
            return true;
        }

        private ReadOnlyMemory<byte> PayloadOf(MessageChain chain)
        {
            ReceivedFragment first = chain.First!;
            _held -= chain.Cost;
            if (_lent != null) Return(_lent);
            _lent = first;
            if (first.Next == null) return first.Payload;
            if (_message.Length < chain.Length) _message = new byte[Math.Max(chain.Length, _message.Length * 2)];
            int length = 0;
            for (ReceivedFragment? fragment = first; fragment != null;)
            {
                ReceivedFragment? next = fragment.Next;
                fragment.Payload.Span.CopyTo(_message.AsSpan(length));
                length += fragment.Length;
                if (fragment != first) Return(fragment);
                fragment = next;
            }

            return new ReadOnlyMemory<byte>(_message, 0, length);
        }

        // Null stands for one that was taken early, or will never come.
        private void JoinNext(ReceivedFragment? fragment)
        {
            if (fragment == null)
            {
                Drop(ref _underWay);
                return;
            }

            if (!_underWay.IsContinuedBy(fragment))
            {
                Drop(ref _underWay);
                if (!fragment.Header.Begins)
                {
                    _held -= fragment.Cost;
                    Return(fragment);
                    return;
                }
            }

            _underWay.Append(fragment);
            if (_underWay.Length > _maxMessageSize) IsTooLong = true;
            if (!fragment.Header.Ends) return;
            Deliver(_underWay, fragment.Header);
            _underWay = default;
        }

        private void Deliver(in MessageChain chain, in FragmentHeader header)
        {
            _ready.Enqueue(chain);
            if (!header.IsUnordered) _nextSsn[header.Stream] = (ushort)(header.Ssn + 1);
        }

        private void TakeEarly(Tsn from, Tsn highest)
        {
            for (Tsn tsn = from; tsn <= highest; tsn++)
            {
                ReceivedFragment? fragment = _gaps[tsn];
                if (fragment == null || !fragment.Header.Begins) continue;
                if (TryTakeMessageAround(tsn, tsn - 1, highest, out Tsn last)) tsn = last;
            }
        }

        private bool TryTakeMessageAround(Tsn tsn, Tsn cumulative, Tsn highest, out Tsn last)
        {
            last = tsn;
            FragmentHeader header = _gaps[tsn]!.Header;
            if (!header.IsUnordered && header.Ssn != NextSsn(header.Stream)) return false;
            if (!TryFindLast(ref last, highest)) return false;
            Tsn first = tsn;
            while (!_gaps[first]!.Header.Begins)
            {
                first -= 1;
                if (first <= cumulative || !IsSameMessage(first, header)) return false;
            }

            MessageChain chain = default;
            for (Tsn taken = first; taken <= last; taken++) chain.Append(_gaps.Take(taken)!);
            if (chain.Length > _maxMessageSize) IsTooLong = true;
            Deliver(chain, header);
            return true;
        }

        private bool TryFindLast(ref Tsn last, Tsn highest)
        {
            while (true)
            {
                FragmentHeader header = _gaps[last]!.Header;
                if (header.Ends) return true;
                last++;
                if (last > highest || !IsSameMessage(last, header) || _gaps[last]!.Header.Begins) return false;
            }
        }

        private bool IsSameMessage(Tsn tsn, in FragmentHeader header) =>
            _gaps[tsn] is { } fragment && fragment.Header.IsOfSameMessage(header);

        private ushort NextSsn(StreamId stream) => _nextSsn.TryGetValue(stream, out ushort ssn) ? ssn : (ushort)0;

        private void Drop(ref MessageChain chain)
        {
            _held -= chain.Cost;
            for (ReceivedFragment? fragment = chain.First; fragment != null;)
            {
                ReceivedFragment? next = fragment.Next;
                Return(fragment);
                fragment = next;
            }

            chain = default;
        }

        private ReceivedFragment Rent()
        {
            ReceivedFragment? fragment = _free;
            if (fragment == null) return new ReceivedFragment();
            _free = fragment.Next;
            return fragment;
        }

        private void Return(ReceivedFragment fragment)
        {
            fragment.Next = _free;
            _free = fragment;
        }
    }
}
