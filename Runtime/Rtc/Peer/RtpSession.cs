#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>All streams of a peer, both ways (RFC 3550's RTP session, one for all bundled sections). A packet
    /// passes header, stream, replay window, cipher and books, in this order: a replay dies before any cipher work, and
    /// a forged packet leaves no trace.</summary>
    internal sealed class RtpSession
    {
        private readonly IRandom _random;
        private readonly DropCounters _dropped;
        private readonly TransmitQueue _transmits = new TransmitQueue();
        private readonly StreamRouter _router = new StreamRouter();
        private readonly Dictionary<Mid, Transceiver> _sections = new Dictionary<Mid, Transceiver>();
        private readonly Dictionary<Mid, OutgoingStream> _outgoing = new Dictionary<Mid, OutgoingStream>();
        private readonly RtcpSession _rtcp;
        private PeerEvent _packet;
        private bool _packetIsNews;

        public RtpSession(IRandom random, string cname, DropCounters dropped)
        {
            _random = random;
            _dropped = dropped;
            _rtcp = new RtcpSession(random, cname, dropped, _router, _transmits);
        }

        public Deadline NextDeadline => _rtcp.NextDeadline;

        /// <summary>Follows what a negotiation has agreed.</summary>
        public void Configure(IReadOnlyList<Transceiver> transceivers, int midExtensionId)
        {
            _router.MidExtensionId = midExtensionId;
            foreach (Transceiver transceiver in transceivers)
            {
                if (!transceiver.Mid.IsGiven) continue;
                if (transceiver.IsStopped) Remove(transceiver);
                else if (transceiver.Codec != null) Configure(transceiver, transceiver.Codec.PayloadType);
            }
        }

        /// <summary>There are keys: reports begin.</summary>
        public void Begin(Instant now) => _rtcp.Begin(now);

        /// <summary>Queues a packet; without <paramref name="mapped"/> it gets the stream's next number.</summary>
        public bool TrySend(
            Instant now,
            SrtpSession srtp,
            Mid mid,
            SeqNo? mapped,
            RtpTime time,
            bool marker,
            ReadOnlySpan<byte> payload)
        {
            if (!_outgoing.TryGetValue(mid, out var outgoing) || !outgoing.Transceiver.CanSend) return false;
            if (!_transmits.TryPrepare(out byte[] slot))
            {
                _dropped.Count(DropReason.Overflow);
                return false;
            }

            SeqNo seq = mapped ?? outgoing.Stream.NextSeq;
            int length = WriteHeader(slot, outgoing, seq, time, marker);
            if (length + payload.Length + SrtpSession.MaxOverhead > slot.Length)
            {
                throw new ArgumentException(
                    $"A payload of {payload.Length} bytes does not fit a datagram; split it below 1,400.",
                    nameof(payload));
            }

            payload.CopyTo(slot.AsSpan(length));
            if (!srtp.TryProtectRtp(slot, length + payload.Length, seq, out int protectedLength)) return false;
            outgoing.Stream.Commit(now, seq, time, payload.Length);
            _transmits.Commit(protectedLength);
            return true;
        }

        public void HandleRtp(Instant now, SrtpSession srtp, Memory<byte> datagram)
        {
            if (!TryAccept(now, srtp, datagram.Span, out RtpHeader header, out Mid mid, out SeqNo seq, out int length))
                return;
            if (length == 0) return; // padding only, sent to probe the path
            _packet.Kind = PeerEventKind.Rtp;
            _packet.Mid = mid;
            _packet.Ssrc = header.Ssrc;
            _packet.Seq = seq;
            _packet.Time = header.Time;
            _packet.PayloadType = header.PayloadType;
            _packet.Marker = header.Marker;
            _packet.Payload = datagram.Slice(header.HeaderLength, length);
            _packetIsNews = true;
        }

        public void HandleRtcp(Instant now, SrtpSession srtp, Span<byte> datagram) =>
            _rtcp.HandleCompound(now, srtp, datagram);

        public void HandleTimeout(Instant now, SrtpSession srtp) => _rtcp.HandleTimeout(now, srtp);

        public bool TryRequestKeyFrame(SrtpSession srtp, Mid mid) => _rtcp.TryRequestKeyFrame(srtp, mid);

        public void SayBye(SrtpSession srtp) => _rtcp.SayBye(srtp);

        public bool TryPollTransmit(out ArraySegment<byte> datagram) => _transmits.TryTake(out datagram);

        public bool TryPollEvent(out PeerEvent happened)
        {
            if (!_packetIsNews) return _rtcp.TryPollEvent(out happened);
            _packetIsNews = false;
            happened = _packet;
            return true;
        }

        private void Configure(Transceiver transceiver, PayloadType payloadType)
        {
            _sections[transceiver.Mid] = transceiver;
            bool receives = transceiver.CurrentDirection.Receives();
            ReadOnlySpan<PayloadType> accepted = stackalloc PayloadType[] { payloadType };
            _router.SetSection(transceiver.Mid, receives ? accepted : default);
            foreach (MediaSource source in transceiver.RemoteSources)
                if (_router.Find(source.Ssrc) == null) _router.Bind(transceiver.Mid, source.Ssrc);
            if (!transceiver.CurrentDirection.Sends() || _outgoing.ContainsKey(transceiver.Mid)) return;
            var outgoing = new OutgoingStream(transceiver, _random);
            _outgoing.Add(transceiver.Mid, outgoing);
            _rtcp.Outgoing.Add(outgoing);
        }

        private void Remove(Transceiver transceiver)
        {
            _sections.Remove(transceiver.Mid);
            _router.RemoveSection(transceiver.Mid);
            if (_outgoing.Remove(transceiver.Mid, out OutgoingStream? outgoing)) _rtcp.Outgoing.Remove(outgoing);
        }

        private static int WriteHeader(byte[] slot, OutgoingStream outgoing, SeqNo seq, RtpTime time, bool marker)
        {
            Transceiver transceiver = outgoing.Transceiver;
            var header = new RtpHeader(transceiver.Codec!.PayloadType, marker, seq.Wire, time, transceiver.SendSsrc);
            int length = header.WriteTo(slot);
            if (!outgoing.CarriesMid) return length;
            var extensions = new HeaderExtensionWriter(slot, length);
            extensions.TryWrite(transceiver.MidExtensionId, outgoing.MidToken);
            return extensions.Finish();
        }

        private bool TryAccept(
            Instant now,
            SrtpSession srtp,
            Span<byte> packet,
            out RtpHeader header,
            out Mid mid,
            out SeqNo seq,
            out int payloadLength)
        {
            mid = default;
            seq = default;
            payloadLength = 0;
            if (!RtpHeader.TryParse(packet, out header)) return Drop(DropReason.Malformed);
            if (!_router.TryRoute(header, packet, out Route route, out DropReason dropped)) return Drop(dropped);
            if (!route.Stream.TryEstimate(header.WireSeq, out seq, out dropped)) return Drop(dropped);
            if (!srtp.TryUnprotectRtp(packet, header.HeaderLength, seq, out int length))
                return Drop(DropReason.BadAuthentication);
            mid = route.Mid;
            _router.Commit(route, seq);
            route.Stream.Commit(now, seq, header.Time, _sections[mid].Codec!.ClockRate);
            return header.TryGetPayloadLength(packet.Slice(0, length), out payloadLength) || Drop(DropReason.Malformed);
        }

        private bool Drop(DropReason reason)
        {
            _dropped.Count(reason);
            return false;
        }
    }
}
