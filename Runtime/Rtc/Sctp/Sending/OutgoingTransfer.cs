#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sctp
{
    /// <summary>The sending half of an association: what may go out when, and again when
    /// (RFC 9260 sections 6.1 and 6.3, RFC 3758 section 3.5).</summary>
    internal sealed class OutgoingTransfer
    {
        private readonly SendQueue _queue;
        private readonly Outstanding _outstanding;
        private readonly CongestionWindow _congestion = new CongestionWindow();
        private readonly RetransmissionTimeout _timeout;
        private Deadline _retransmit;
        private Instant _lastSent;
        private uint _peerWindow;
        private bool _forwardIsDue;
        private bool _resendsAtOnce;
        private Tsn _told;

        public OutgoingTransfer(
            SendQueue queue, FragmentPool pool, RetransmissionTimeout timeout, Tsn first, uint peerWindow)
        {
            _queue = queue;
            _timeout = timeout;
            _outstanding = new Outstanding(queue, pool, first);
            _peerWindow = peerWindow;
        }

        /// <summary>False when the other side does not understand FORWARD-TSN: then everything is reliable.</summary>
        public bool ForwardsTsn { get; set; }

        public Deadline NextDeadline => _retransmit;

        /// <summary>The TSN of the next new fragment.</summary>
        public Tsn NextTsn => _outstanding.Next;

        /// <summary>True when all that was sent has been acknowledged, and nothing waits.</summary>
        public bool IsDone => _outstanding.IsEmpty && _queue.IsEmpty;

        /// <summary>Bytes on their way.</summary>
        public int Flight => _outstanding.Flight;

        /// <summary>Bytes that may be on their way.</summary>
        public int Window => _congestion.Bytes;

        /// <summary>How often nothing had arrived for a whole timeout.</summary>
        public long Timeouts { get; private set; }

        /// <summary>How many fragments have been sent again.</summary>
        public long Retransmissions { get; private set; }

        /// <summary>Takes a SACK; false when it is stale or impossible.</summary>
        public bool TryHandleSack(Instant now, in SackChunk sack)
        {
            if (!_outstanding.TryHandleSack(now, sack, _congestion.IsRecovering, out AckOutcome outcome)) return false;
            _peerWindow = sack.Window;
            if (outcome.RoundTrip is { } roundTrip) _timeout.Measure(roundTrip);
            if (outcome.Advances)
            {
                _timeout.EndBackOff();
                _congestion.HandleAck(_outstanding.Cumulative, outcome.Acked, outcome.FlightBefore);
            }

            if (outcome.HasLoss)
            {
                _resendsAtOnce |= !_congestion.IsRecovering;
                _congestion.HandleLoss(_outstanding.Next - 1);
            }

            _forwardIsDue = _outstanding.HasForward;
            if (_outstanding.IsEmpty) _retransmit = Deadline.None;
            else if (outcome.Advances) ArmRetransmit(now);
            return true;
        }

        /// <summary>The other side is ending, and says what it has.</summary>
        public void HandleShutdown(Instant now, uint cumulativeTsn) =>
            TryHandleSack(now, new SackChunk(cumulativeTsn, _peerWindow));

        /// <summary>Does what is due.</summary>
        public void HandleTimeout(Instant now)
        {
            if (!_retransmit.IsDue(now)) return;
            Timeouts++;
            _timeout.BackOff();
            if (_outstanding.Flight > 0) _congestion.HandleTimeout();
            _outstanding.HandleTimeout(now);
            _forwardIsDue = _outstanding.HasForward;
            ArmRetransmit(now);
        }

        /// <summary>True when <see cref="Write"/> has something to append.</summary>
        public bool MayWrite(Instant now)
        {
            if (IsForwardDue) return true;
            SentFragment? fragment = _outstanding.PeekLost(now, out _);
            if (fragment != null && (_resendsAtOnce || MaySend(fragment)) || IsForwardDue) return true;
            fragment = _outstanding.HasRoom ? _queue.Peek(now) : null;
            return fragment != null && MaySend(fragment);
        }

        /// <summary>Appends what is due and may go: FORWARD-TSN, what was lost, and what is new.</summary>
        public void Write(Instant now, ref PacketWriter writer)
        {
            if (IsForwardDue && writer.Room >= ForwardTsnChunk.Size + ForwardTsnChunk.EntrySize)
            {
                _forwardIsDue = false;
                _told = _outstanding.WriteForward(ref writer);
                if (!_retransmit.IsPending) ArmRetransmit(now);
            }

            if (_outstanding.Flight == 0 && _lastSent + _timeout.Value < now) _congestion.HandleIdle();
            while (TryWriteLost(now, ref writer) || TryWriteNew(now, ref writer))
            {
                _lastSent = now;
                if (!_retransmit.IsPending) ArmRetransmit(now);
            }

            _resendsAtOnce = false;
        }

        /// <summary>Drops what is on its way.</summary>
        public void Clear()
        {
            _outstanding.Clear();
            _retransmit = Deadline.None;
        }

        private bool TryWriteLost(Instant now, ref PacketWriter writer)
        {
            SentFragment? fragment = _outstanding.PeekLost(now, out Tsn tsn);
            if (fragment == null || !Fits(fragment, writer) || !(_resendsAtOnce || MaySend(fragment))) return false;
            _outstanding.SendAgain(fragment, now);
            Retransmissions++;
            Write(fragment, tsn, isLast: true, ref writer);
            return true;
        }

        private bool TryWriteNew(Instant now, ref PacketWriter writer)
        {
            SentFragment? fragment = _outstanding.HasRoom ? _queue.Peek(now) : null;
            if (fragment == null || !Fits(fragment, writer) || !MaySend(fragment)) return false;
            _queue.Take();
            if (!ForwardsTsn) fragment.BecomeReliable();
            Tsn tsn = _outstanding.Send(fragment, now);
            bool isLast = _queue.IsEmpty || _outstanding.Flight >= _congestion.Bytes;
            Write(fragment, tsn, isLast, ref writer);
            return true;
        }

        private bool IsForwardDue => _outstanding.HasForward && (_forwardIsDue || _outstanding.Forward != _told);

        // Of the window that the other side has left, one fragment may always be on its way, to learn when it opens.
        private bool MaySend(SentFragment fragment) =>
            _outstanding.Flight == 0 ||
            _outstanding.Flight < _congestion.Bytes && _outstanding.Flight + fragment.ChunkSize <= _peerWindow;

        private void ArmRetransmit(Instant now) =>
            _retransmit = new Deadline(now + _timeout.Value, DeadlineReason.SctpRetransmit);

        private static bool Fits(SentFragment fragment, in PacketWriter writer) =>
            FragmentHeader.Size + fragment.Length <= writer.Room;

        private static void Write(SentFragment fragment, Tsn tsn, bool isLast, ref PacketWriter writer)
        {
            byte flags = isLast ? (byte)(fragment.Flags | FragmentHeader.Immediately) : fragment.Flags;
            Span<byte> value = writer.Add(ChunkType.Data, flags, FragmentHeader.Size + fragment.Length);
            new FragmentHeader(tsn.Wire, fragment.Stream.Id, fragment.Ssn, fragment.Protocol, flags).WriteTo(value);
            fragment.Payload.CopyTo(value.Slice(FragmentHeader.Size));
        }
    }
}
