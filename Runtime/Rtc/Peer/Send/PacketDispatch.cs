#nullable enable
using System;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>Writes, protects and hands over packets when their turn comes: retransmissions, then pictures, then
    /// what fills up a probe, all at the pacer's rate. A voice does not come by here to wait.</summary>
    internal sealed class PacketDispatch
    {
        private const byte Padding = 224; // as libwebrtc pads
        private const int WorthRepeating = 400; // bytes; less is padded cheaper
        private const double LongestWait = 0.5; // seconds

        private readonly DropCounters _dropped;
        private readonly TransmitQueue _transmits;
        private readonly CongestionControl _congestion;
        private readonly SendQueue _queue = new SendQueue();
        private readonly Pacer _pacer = new Pacer();
        private OutgoingStream? _carrier;
        private Probe _probe;
        private int _probeLeft;

        public PacketDispatch(DropCounters dropped, TransmitQueue transmits, CongestionControl congestion)
        {
            _dropped = dropped;
            _transmits = transmits;
            _congestion = congestion;
        }

        /// <summary>When <see cref="Pump"/> has more to do.</summary>
        public Deadline NextDeadline =>
            HasWork ? new Deadline(_pacer.NextAt, DeadlineReason.Pacing) : Deadline.None;

        private bool HasWork => !_queue.IsEmpty || _probeLeft > 0;

        /// <summary>A stored packet waits for its turn.</summary>
        public void Queue(Instant now, OutgoingStream stream, long id, int bytes)
        {
            if (!HasWork) _pacer.HandleIdle(now);
            _queue.AddMedia(stream, id, bytes);
        }

        /// <summary>A stored packet is to be sent once more.</summary>
        public void Retransmit(Instant now, OutgoingStream stream, long id, int bytes)
        {
            if (!HasWork) _pacer.HandleIdle(now);
            _queue.AddRetransmission(stream, id, bytes);
        }

        /// <summary>Lets go what may leave by now.</summary>
        public void Pump(Instant now, SrtpSession srtp)
        {
            BeginProbe(now);
            while (HasWork)
            {
                // A long queue is emptied faster than the path may like: what comes late comes for nothing.
                double least = Math.Max(Pacer.Haste * _congestion.TargetBitrate, _queue.Bytes * 8 / LongestWait);
                _pacer.Bitrate = !_congestion.IsActive ? 0 : _probeLeft > 0 ? _probe.Bitrate : least;
                _pacer.IsProbing = _probeLeft > 0;
                if (!_pacer.MaySend(now)) return;
                if (_queue.TryTake(out SendQueue.Ticket ticket)) Send(now, srtp, ticket);
                else Pad(now, srtp);
            }
        }

        /// <summary>Sends a packet now; <paramref name="packet"/> then says how its header was written.</summary>
        public bool TrySend(
            Instant now, SrtpSession srtp, OutgoingStream stream, ref StoredPacket packet, ReadOnlySpan<byte> payload)
        {
            if (!TryPrepare(out byte[] slot)) return false;
            packet.Moment = Moment(now, !stream.IsKnown);
            int length = PacketWriter.WriteMedia(slot, stream, packet, payload);
            if (!TryCommit(now, srtp, stream, slot, length, packet.Seq, isMedia: true)) return false;
            packet.TimesSent = 1;
            packet.SentAt = now;
            return true;
        }

        private void Send(Instant now, SrtpSession srtp, in SendQueue.Ticket ticket)
        {
            PacketStore store = ticket.Stream.Store;
            if (!ticket.Stream.Transceiver.CanSend || !store.Has(ticket.Id)) return;
            ref StoredPacket packet = ref store.At(ticket.Id);
            ReadOnlySpan<byte> payload = store.PayloadAt(ticket.Id);
            if (!ticket.IsRetransmission) TrySend(now, srtp, ticket.Stream, ref packet, payload);
            else if (ticket.Stream.HasRtx) SendRtx(now, srtp, ticket.Stream, packet, payload);
            else Repeat(now, srtp, ticket.Stream, packet, payload);
        }

        private void SendRtx(
            Instant now, SrtpSession srtp, OutgoingStream stream, in StoredPacket packet, ReadOnlySpan<byte> payload)
        {
            if (!TryPrepare(out byte[] slot)) return;
            int length = PacketWriter.WriteRtx(slot, stream, packet, Moment(now, !stream.IsRtxKnown), payload);
            CommitRtx(now, srtp, stream, slot, length, packet.Time);
        }

        // To the bit as it was, under its old number over all streams: to congestion control it is no packet.
        private void Repeat(
            Instant now, SrtpSession srtp, OutgoingStream stream, in StoredPacket packet, ReadOnlySpan<byte> payload)
        {
            if (!TryPrepare(out byte[] slot)) return;
            int length = PacketWriter.WriteMedia(slot, stream, packet, payload);
            if (!srtp.TryProtectRtp(slot, length, packet.Seq, out int protectedLength)) return;
            _transmits.Commit(protectedLength);
            _pacer.HandleSent(now, protectedLength);
        }

        // What was sent last, once more, is of more use than zeros.
        private void Pad(Instant now, SrtpSession srtp)
        {
            OutgoingStream stream = _carrier!;
            if (!stream.HasRtx || !stream.Transceiver.CanSend || !TryPrepare(out byte[] slot))
            {
                _probeLeft = 0;
                return;
            }

            StoredPacket.HeaderMoment moment = Moment(now, !stream.IsRtxKnown);
            bool repeats = stream.Store.TryFindNewest(WorthRepeating, out long id);
            RtpTime time = repeats ? stream.Store.At(id).Time : default;
            int length = repeats
                ? PacketWriter.WriteRtx(
                    slot, stream, stream.Store.At(id), moment, stream.Store.PayloadAt(id))
                : PacketWriter.WritePadding(slot, stream, time, moment, Padding);
            CommitRtx(now, srtp, stream, slot, length, time);
        }

        private void CommitRtx(
            Instant now, SrtpSession srtp, OutgoingStream stream, byte[] slot, int length, RtpTime time)
        {
            SeqNo seq = stream.Rtx.NextSeq;
            if (TryCommit(now, srtp, stream, slot, length, seq, isMedia: false))
                stream.Rtx.Commit(now, seq, time, length);
        }

        private bool TryCommit(
            Instant now, SrtpSession srtp, OutgoingStream stream, byte[] slot, int length, SeqNo seq, bool isMedia)
        {
            if (!srtp.TryProtectRtp(slot, length, seq, out int protectedLength)) return false;
            _transmits.Commit(protectedLength);
            bool isPaced = !isMedia || stream.IsVideo;
            bool isProbe = isPaced && _probeLeft > 0;
            _congestion.HandleSent(now, stream, protectedLength, isMedia, isProbe ? _probe.Id : 0);
            if (isPaced) _pacer.HandleSent(now, protectedLength);
            if (isProbe) _probeLeft -= protectedLength;
            return true;
        }

        private void BeginProbe(Instant now)
        {
            if (_probeLeft > 0 || !_congestion.TryPollProbe(now, out Probe probe, out OutgoingStream? carrier)) return;
            if (!HasWork) _pacer.HandleIdle(now);
            _probe = probe;
            _probeLeft = probe.Bytes;
            _carrier = carrier;
        }

        private bool TryPrepare(out byte[] slot)
        {
            bool hasRoom = _transmits.TryPrepare(out slot);
            if (!hasRoom) _dropped.Count(DropReason.Overflow);
            return hasRoom;
        }

        private StoredPacket.HeaderMoment Moment(Instant now, bool identifies) => new StoredPacket.HeaderMoment
        {
            TransportSeq = _congestion.NextTransportSeq,
            SendTime = Rtp.AbsSendTime.From(now),
            Identifies = identifies,
        };
    }
}
