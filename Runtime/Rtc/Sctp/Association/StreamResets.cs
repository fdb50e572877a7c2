#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sctp
{
    // https://www.rfc-editor.org/rfc/rfc6525#section-4.1
    //
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |          type = 13            |    length = 16 + 2 N          |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                       request number                          |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |          the other side's latest request number               |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                   sender's last TSN                           |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |         stream 1              |         stream 2  …
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

    /// <summary>Resets of streams, which close data channels (RFC 8831 section 6.7): ours, one request at a time, and
    /// those the other side asks for. A reset counts once all that was sent before it has come.</summary>
    internal sealed class StreamResets
    {
        private const int RequestSize = 12;
        private const int ResponseSize = 8;
        private const int MaxStreamsARequest = 256;
        private const uint NothingToDo = 0;
        private const uint Performed = 1;
        private const uint Denied = 2;
        private const uint BadNumber = 5;
        private const uint InProgress = 6;

        private readonly SendQueue _queue;
        private readonly RetransmissionTimeout _timeout;
        private readonly List<StreamId> _wanted = new List<StreamId>();
        private readonly List<StreamId> _requested = new List<StreamId>();
        private readonly List<StreamId> _deferred = new List<StreamId>();
        private readonly Queue<StreamId> _incoming = new Queue<StreamId>();
        private readonly Queue<StreamId> _outgoing = new Queue<StreamId>();
        private bool _isSupported;
        private uint _request;
        private uint _lastTsn;
        private bool _requestIsDue;
        private Deadline _resend;
        private uint _expected;
        private uint _lastResult = NothingToDo;
        private (uint Number, uint Result)? _response;
        private Tsn? _deferredUntil;

        public StreamResets(SendQueue queue, RetransmissionTimeout timeout)
        {
            _queue = queue;
            _timeout = timeout;
        }

        public Deadline NextDeadline => _resend;

        /// <summary>An association begins: requests count from the first TSNs. A new one resets all streams by
        /// itself.</summary>
        public void Begin(uint firstTsn, in InitChunk peer)
        {
            _request = firstTsn;
            _expected = peer.FirstTsn;
            _isSupported = peer.Reconfigures;
            _lastResult = NothingToDo;
            _response = null;
            _deferredUntil = null;
            _requestIsDue = false;
            _resend = Deadline.None;
            _wanted.AddRange(_requested);
            _requested.Clear();
        }

        /// <summary>Resets an outgoing stream once its queue is empty.</summary>
        public void Want(StreamId stream)
        {
            if (!_wanted.Contains(stream) && !_requested.Contains(stream)) _wanted.Add(stream);
        }

        public void HandleTimeout(Instant now)
        {
            if (!_resend.IsDue(now)) return;
            _resend = Deadline.None;
            _requestIsDue = true;
        }

        /// <summary>Takes a RE-CONFIG; false when it is garbled.</summary>
        public bool TryHandle(ReadOnlySpan<byte> value, IncomingTransfer incoming)
        {
            while (value.Length > 0)
            {
                if (!Parameter.TryTake(ref value, out Parameter parameter)) return false;
                if (parameter.Value.Length < 4) return false;
                uint number = BinaryPrimitives.ReadUInt32BigEndian(parameter.Value);
                switch (parameter.Type)
                {
                    case Parameter.OutgoingReset:
                        if (!TryHandleRequest(number, parameter.Value, incoming)) return false;
                        break;
                    case Parameter.ReconfigurationResponse:
                        if (parameter.Value.Length < ResponseSize) return false;
                        HandleResponse(number, BinaryPrimitives.ReadUInt32BigEndian(parameter.Value.Slice(4)));
                        break;
                    case Parameter.IncomingReset:
                    case Parameter.SsnTsnReset:
                    case Parameter.AddOutgoingStreams:
                    case Parameter.AddIncomingStreams:
                        Answer(number, Denied);
                        break;
                }
            }

            return true;
        }

        /// <summary>Resets what waited for its last TSN.</summary>
        public void Advance(IncomingTransfer incoming)
        {
            if (_deferredUntil is { } last && incoming.Cumulative >= last) Perform(incoming);
        }

        /// <summary>True when <see cref="Write"/> has something to append.</summary>
        public bool MayWrite => _response != null || _requestIsDue || FindWanted() >= 0;

        /// <summary>Appends an answer or a request.</summary>
        public void Write(Instant now, Tsn nextTsn, ref PacketWriter writer)
        {
            if (_response is { } response) WriteResponse(response, ref writer);
            if (_requested.Count == 0) Gather(nextTsn);
            if (!_requestIsDue || Parameter.HeaderSize + RequestSize + (_requested.Count * 2) > writer.Room) return;
            _requestIsDue = false;
            _resend = new Deadline(now + _timeout.Value, DeadlineReason.SctpReset);
            WriteRequest(ref writer);
        }

        /// <summary>True once for each stream that the other side has reset.</summary>
        public bool TryPollIncoming(out StreamId stream) => _incoming.TryDequeue(out stream);

        /// <summary>True once for each stream that is reset as this side wanted.</summary>
        public bool TryPollOutgoing(out StreamId stream) => _outgoing.TryDequeue(out stream);

        private bool TryHandleRequest(uint number, ReadOnlySpan<byte> value, IncomingTransfer incoming)
        {
            if (value.Length < RequestSize || (value.Length - RequestSize) % 2 != 0) return false;
            if (number == _expected - 1) Answer(number, _deferredUntil == null ? _lastResult : InProgress);
            else if (number != _expected || _deferredUntil != null) Answer(number, BadNumber);
            else
            {
                _expected++;
                _deferred.Clear();
                for (ReadOnlySpan<byte> rest = value.Slice(RequestSize); rest.Length > 0; rest = rest.Slice(2))
                    _deferred.Add(new StreamId(BinaryPrimitives.ReadUInt16BigEndian(rest)));
                _deferredUntil = Tsn.Extend(BinaryPrimitives.ReadUInt32BigEndian(value.Slice(8)), incoming.Cumulative);
                Advance(incoming);
            }

            return true;
        }

        private void Perform(IncomingTransfer incoming)
        {
            _deferredUntil = null;
            foreach (StreamId stream in _deferred)
            {
                incoming.Reset(stream);
                _incoming.Enqueue(stream);
            }

            _lastResult = _deferred.Count == 0 ? Denied : Performed;
            Answer(_expected - 1, _lastResult);
        }

        private void Answer(uint number, uint result) => _response = (number, result);

        private void HandleResponse(uint number, uint result)
        {
            // While it is in progress the timer asks again.
            if (_requested.Count == 0 || number != _request || result == InProgress) return;
            _request++;
            Conclude();
        }

        private void Conclude()
        {
            _resend = Deadline.None;
            _requestIsDue = false;
            foreach (StreamId stream in _requested)
            {
                _queue.Stream(stream).NextSsn = 0;
                _outgoing.Enqueue(stream);
                if (!_isSupported) _incoming.Enqueue(stream);
            }

            _requested.Clear();
        }

        private int FindWanted()
        {
            if (_requested.Count > 0) return -1;
            for (int i = 0; i < _wanted.Count; i++)
                if (_queue.Stream(_wanted[i]).First == null) return i;
            return -1;
        }

        private void Gather(Tsn nextTsn)
        {
            for (int i = _wanted.Count - 1; i >= 0 && _requested.Count < MaxStreamsARequest; i--)
            {
                if (_queue.Stream(_wanted[i]).First != null) continue;
                _requested.Add(_wanted[i]);
                _wanted.RemoveAt(i);
            }

            if (_requested.Count == 0) return;
            if (_isSupported) _requestIsDue = true;
            else Conclude(); // nobody will ask for their half either
            _lastTsn = (nextTsn - 1).Wire;
        }

        private void WriteRequest(ref PacketWriter writer)
        {
            int length = RequestSize + (_requested.Count * 2);
            Span<byte> value = writer.Add(ChunkType.Reconfiguration, 0, Parameter.HeaderSize + length);
            BinaryPrimitives.WriteUInt16BigEndian(value, Parameter.OutgoingReset);
            BinaryPrimitives.WriteUInt16BigEndian(value.Slice(2), (ushort)(Parameter.HeaderSize + length));
            BinaryPrimitives.WriteUInt32BigEndian(value.Slice(4), _request);
            BinaryPrimitives.WriteUInt32BigEndian(value.Slice(8), _expected - 1);
            BinaryPrimitives.WriteUInt32BigEndian(value.Slice(12), _lastTsn);
            for (int i = 0; i < _requested.Count; i++)
                BinaryPrimitives.WriteUInt16BigEndian(value.Slice(16 + (i * 2)), _requested[i].Value);
        }

        private void WriteResponse((uint Number, uint Result) response, ref PacketWriter writer)
        {
            if (writer.Room < Parameter.HeaderSize + ResponseSize) return;
            Span<byte> value = writer.Add(ChunkType.Reconfiguration, 0, Parameter.HeaderSize + ResponseSize);
            BinaryPrimitives.WriteUInt16BigEndian(value, Parameter.ReconfigurationResponse);
            BinaryPrimitives.WriteUInt16BigEndian(value.Slice(2), Parameter.HeaderSize + ResponseSize);
            BinaryPrimitives.WriteUInt32BigEndian(value.Slice(4), response.Number);
            BinaryPrimitives.WriteUInt32BigEndian(value.Slice(8), response.Result);
            _response = null;
        }
    }
}
