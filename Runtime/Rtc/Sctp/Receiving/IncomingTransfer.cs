#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Sctp
{
    /// <summary>The receiving half of an association: takes DATA and FORWARD-TSN, and says when to acknowledge
    /// (RFC 9260 section 6.2).</summary>
    internal sealed class IncomingTransfer
    {
        // At most 200 ms by the RFC. A shorter wait costs nothing where messages are rare or many.
        private static readonly TimeSpan AckDelay = TimeSpan.FromMilliseconds(50);

        private readonly TsnLog _log;
        private readonly Reassembly _reassembly;
        private Deadline _ack;
        private bool _hasNewChunk;
        private bool _packetWantsAckNow;
        private int _packetsUnacked;

        public IncomingTransfer(Tsn first, AssociationConfig config)
        {
            _log = new TsnLog(first);
            _reassembly = new Reassembly(first, config.ReceiveWindow, config.MaxMessageSize);
        }

        /// <summary>All up to this one have come.</summary>
        public Tsn Cumulative => _log.Cumulative;

        /// <summary>True once a message has grown longer than SDP allowed.</summary>
        public bool IsTooLong => _reassembly.IsTooLong;

        /// <summary>True when a SACK is to go out now.</summary>
        public bool IsAckDue { get; private set; }

        /// <summary>True when one may ride along with DATA.</summary>
        public bool IsAckPending => IsAckDue || _ack.IsPending;

        public Deadline NextDeadline => _ack;

        /// <summary>How many chunks came again.</summary>
        public long Duplicates { get; private set; }

        /// <summary>How many chunks there was no room for; they will come again.</summary>
        public long Overflows { get; private set; }

        /// <summary>Takes a DATA chunk.</summary>
        public void HandleFragment(in FragmentHeader header, ReadOnlySpan<byte> payload)
        {
            Tsn tsn = Tsn.Extend(header.WireTsn, _log.Cumulative);
            _hasNewChunk = true;
            _packetWantsAckNow |= header.WantsAckNow;
            if (_log.IsDuplicate(tsn))
            {
                Duplicates++;
                _packetWantsAckNow = true;
                return;
            }

            if (payload.Length > ReceivedFragment.Capacity || !_reassembly.HasRoom(tsn) || !_log.TryAdd(tsn))
            {
                Overflows++;
                _packetWantsAckNow = true;
                return;
            }

            _reassembly.Add(tsn, header, payload);
            _reassembly.Join(_log.Cumulative, _log.Highest, tsn);
        }

        /// <summary>Takes a FORWARD-TSN.</summary>
        public void HandleForward(in ForwardTsnChunk forward)
        {
            Tsn skipped = Tsn.Extend(forward.CumulativeTsn, _log.Cumulative);
            _hasNewChunk = true;
            _packetWantsAckNow = true;
            if (skipped <= _log.Cumulative) return;
            Tsn highest = _log.Highest;
            _log.Forward(skipped);
            _reassembly.Skip(skipped, forward, _log.Cumulative, highest);
        }

        /// <summary>The packet's chunks have been handled: the first of two waits for the second, unless there is a gap
        /// or the sender waits.</summary>
        public void EndPacket(Instant now)
        {
            if (!_hasNewChunk) return;
            _hasNewChunk = false;
            if (++_packetsUnacked >= 2 || _packetWantsAckNow || _log.HasGaps) IsAckDue = true;
            else if (!_ack.IsPending) _ack = new Deadline(now + AckDelay, DeadlineReason.SctpAck);
            _packetWantsAckNow = false;
        }

        public void HandleTimeout(Instant now)
        {
            if (!_ack.IsDue(now)) return;
            _ack = Deadline.None;
            IsAckDue = true;
        }

        /// <summary>Appends a SACK.</summary>
        public void WriteAck(ref PacketWriter writer)
        {
            _log.WriteSack(writer.Add(ChunkType.Sack, 0, _log.SackSize(writer.Room)), _reassembly.Window);
            IsAckDue = false;
            _ack = Deadline.None;
            _packetsUnacked = 0;
        }

        /// <summary>The streams' messages are counted from 0 again.</summary>
        public void Reset(StreamId stream) => _reassembly.Reset(stream);

        /// <summary>The same for all streams.</summary>
        public void ResetAll() => _reassembly.ResetAll();

        /// <summary>Takes the next message.</summary>
        public bool TryTake(out ReceivedMessage message) => _reassembly.TryTake(out message);
    }
}
