#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>The streams that go out. A voice leaves at once; a picture waits in its stream's store until the pacer
    /// lets it go, where the path is measured; what is asked for again leaves before pictures.</summary>
    internal sealed class RtpSender
    {
        /// <summary>The most bytes of payload in a packet.</summary>
        private const int MaxPayload = MaxWrapped - RedPayload.OwnHeaderLength;

        private const int MaxWrapped = TransmitQueue.SlotSize - PacketWriter.MaxHeader - SrtpSession.MaxOverhead;

        private static readonly TimeSpan LeastRoundTrip = TimeSpan.FromMilliseconds(10);
        private static readonly TimeSpan UnknownRoundTrip = TimeSpan.FromMilliseconds(50);

        private readonly IRandom _random;
        private readonly DropCounters _dropped;
        private readonly PacketDispatch _dispatch;
        private readonly List<OutgoingStream> _streams = new List<OutgoingStream>();
        private readonly Dictionary<Mid, List<OutgoingStream>> _sections = new Dictionary<Mid, List<OutgoingStream>>();
        private readonly CongestionControl _congestion;
        private readonly RetransmissionBudget _budget = new RetransmissionBudget();

        public RtpSender(IRandom random, BandwidthLimits limits, DropCounters dropped, TransmitQueue transmits)
        {
            _random = random;
            _dropped = dropped;
            _congestion = new CongestionControl(limits, _streams);
            _dispatch = new PacketDispatch(dropped, transmits, _congestion);
        }

        /// <summary>All streams, for reports; retransmissions are no streams of their own here.</summary>
        public IReadOnlyList<OutgoingStream> Streams => _streams;

        /// <summary>How much may be sent, in bit/s; null where nothing measures the path.</summary>
        public long? TargetBitrate => _congestion.IsActive ? _congestion.TargetBitrate : (long?)null;

        public Deadline NextDeadline => _dispatch.NextDeadline;

        public void Configure(Transceiver transceiver)
        {
            if (transceiver.CurrentDirection.Sends() && !_sections.ContainsKey(transceiver.Mid))
                _sections.Add(transceiver.Mid, new List<OutgoingStream>());
            if (!_sections.TryGetValue(transceiver.Mid, out List<OutgoingStream>? section)) return;
            foreach (SendEncoding encoding in transceiver.SendEncodings) Add(section, transceiver, encoding);
            for (int i = section.Count - 1; i >= 0; i--)
                if (!Has(transceiver, section[i].Encoding)) RemoveAt(section, i);
            foreach (OutgoingStream outgoing in section) outgoing.Configure();
            _congestion.Configure();
        }

        public void Remove(Transceiver transceiver)
        {
            if (!_sections.Remove(transceiver.Mid, out List<OutgoingStream>? section)) return;
            foreach (OutgoingStream outgoing in section) _streams.Remove(outgoing);
            _congestion.Configure();
        }

        public void HandleRekey()
        {
            foreach (OutgoingStream outgoing in _streams) outgoing.HandleRekey();
        }

        /// <summary>The stream with that ssrc, or null.</summary>
        public OutgoingStream? Find(Ssrc ssrc)
        {
            foreach (OutgoingStream outgoing in _streams)
                if (outgoing.Stream.Ssrc == ssrc) return outgoing;
            return null;
        }

        /// <summary>Sends a packet, or has it wait for its turn; without <paramref name="mapped"/> it gets the stream's
        /// next number. False when the section or layer may not send now.</summary>
        public bool TrySend(
            Instant now,
            SrtpSession srtp,
            Mid mid,
            Rid rid,
            SeqNo? mapped,
            RtpTime time,
            bool marker,
            ReadOnlySpan<byte> payload,
            in SendOptions options)
        {
            if (payload.Length > MaxPayload)
            {
                throw new ArgumentException(
                    $"A payload of {payload.Length} bytes does not fit a datagram; split it below {MaxPayload}.",
                    nameof(payload));
            }

            if (!TryFind(mid, rid, out OutgoingStream? outgoing) || !outgoing!.CanSend) return false;
            SeqNo seq = mapped - outgoing.SeqBase ?? outgoing.Stream.NextSeq;
            if (seq.Value < 0) return false; // older than the keys
            if (outgoing.Transceiver is { Red: { }, Codec: { } codec })
                payload = outgoing.Redundancy.Wrap(codec.PayloadType, time, payload, MaxWrapped);
            var packet = new StoredPacket { Seq = seq, Time = time, Marker = marker, Options = options, SentAt = now };
            bool waits = outgoing.IsVideo && _congestion.IsActive;
            if (waits ? !TryQueue(now, outgoing, packet, payload) : !TrySendNow(now, srtp, outgoing, packet, payload))
                return false;
            outgoing.Stream.Commit(now, seq, time, payload.Length);
            _budget.HandleMedia(payload.Length);
            if (waits) _dispatch.Pump(now, srtp);
            return true;
        }

        /// <summary>Takes what the receiver says about one of the streams.</summary>
        public void HandleReportBlock(Instant now, in ReportBlock block)
        {
            foreach (OutgoingStream outgoing in _streams)
            {
                if (outgoing.Rtx.Ssrc == block.Ssrc) outgoing.IsRtxKnown = true;
                if (outgoing.Stream.Ssrc != block.Ssrc) continue;
                outgoing.IsKnown = true;
                outgoing.Stream.HandleReportBlock(now, block);
            }
        }

        /// <summary>The receiver wants packets once more.</summary>
        public void HandleNack(Instant now, ref GenericNack nack)
        {
            OutgoingStream? outgoing = Find(nack.Media);
            if (outgoing == null || !outgoing.AnswersNacks) return;
            outgoing.NackCount++;
            while (nack.TryRead(out ushort wireSeq))
            {
                SeqNo seq = SeqNo.Extend(wireSeq, outgoing.Stream.NextSeq);
                if (!outgoing.Store.TryFind(seq, out long id)) continue;
                ref StoredPacket packet = ref outgoing.Store.At(id);
                int bytes = outgoing.Store.PayloadAt(id).Length;
                if (!MayRepeat(now, outgoing, packet) || !_budget.TrySpend(bytes)) continue;
                packet.TimesSent++;
                packet.SentAt = now;
                outgoing.RetransmittedPackets++;
                outgoing.RetransmittedBytes += bytes;
                _dispatch.Retransmit(now, outgoing, id, bytes);
            }
        }

        /// <summary>The receiver tells when packets came.</summary>
        public void HandleTransportFeedback(Instant now, ref TransportWideFeedback feedback) =>
            _congestion.HandleFeedback(now, ref feedback);

        /// <summary>The receiver's own estimate of the path, in bit/s.</summary>
        public void HandleRemoteEstimate(Instant now, long bitrate) => _congestion.HandleRemoteEstimate(now, bitrate);

        /// <summary>Lets go what may leave by now; after a NACK, a feedback or a deadline.</summary>
        public void Pump(Instant now, SrtpSession srtp) => _dispatch.Pump(now, srtp);

        public bool TryPollEvent(out PeerEvent happened)
        {
            happened = new PeerEvent { Kind = PeerEventKind.TargetBitrateChanged };
            return _congestion.TryPollChange();
        }

        private static bool Has(Transceiver transceiver, SendEncoding encoding)
        {
            foreach (SendEncoding other in transceiver.SendEncodings)
                if (other == encoding) return true;
            return false;
        }

        private void Add(List<OutgoingStream> section, Transceiver transceiver, SendEncoding encoding)
        {
            foreach (OutgoingStream outgoing in section)
                if (outgoing.Encoding == encoding) return;
            var added = new OutgoingStream(transceiver, encoding, _random);
            section.Add(added);
            _streams.Add(added);
        }

        private void RemoveAt(List<OutgoingStream> section, int index)
        {
            _streams.Remove(section[index]);
            section.RemoveAt(index);
        }

        // Without a rid it is the section's first.
        private bool TryFind(Mid mid, Rid rid, out OutgoingStream? found)
        {
            found = null;
            if (!_sections.TryGetValue(mid, out List<OutgoingStream>? section)) return false;
            foreach (OutgoingStream outgoing in section)
                if (found == null && (!rid.IsGiven || outgoing.Encoding.Rid == rid)) found = outgoing;
            return found != null;
        }

        private bool TryQueue(Instant now, OutgoingStream outgoing, in StoredPacket packet, ReadOnlySpan<byte> payload)
        {
            bool hasRoom = outgoing.Store.TryAdd(now, packet, payload, out long id);
            if (hasRoom) _dispatch.Queue(now, outgoing, id, payload.Length);
            else _dropped.Count(DropReason.Overflow);
            return hasRoom;
        }

        private bool TrySendNow(
            Instant now, SrtpSession srtp, OutgoingStream outgoing, StoredPacket packet, ReadOnlySpan<byte> payload)
        {
            if (!_dispatch.TrySend(now, srtp, outgoing, ref packet, payload)) return false;
            if (outgoing.AnswersNacks) outgoing.Store.TryAdd(now, packet, payload, out _);
            return true;
        }

        private bool MayRepeat(Instant now, OutgoingStream outgoing, in StoredPacket packet)
        {
            if (packet.TimesSent == 0) return false; // it still waits
            if (!outgoing.HasRtx && packet.Seq < outgoing.RepeatsFrom) return false;
            if (packet.TimesSent == 1) return true;
            TimeSpan roundTrip = outgoing.Stream.RoundTrip;
            if (_congestion.RoundTrip > roundTrip) roundTrip = _congestion.RoundTrip;
            if (roundTrip == TimeSpan.Zero) roundTrip = UnknownRoundTrip;
            if (roundTrip < LeastRoundTrip) roundTrip = LeastRoundTrip;

            // Before a round trip is over nobody can know that the repetition is lost too; a tenth for measuring it.
            return now - packet.SentAt >= roundTrip - new TimeSpan(roundTrip.Ticks / 10);
        }
    }
}
