#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>The streams that come in. A packet passes header, stream, replay window, cipher and books, in this
    /// order: a replay dies before any cipher work, and a forged packet leaves no trace. A retransmission passes twice:
    /// once as a packet of its own stream, once as the packet it brings.</summary>
    internal sealed class RtpReceiver
    {
        // A retransmission begins with the original's sequence number (RFC 4588 section 4).
        private const int OriginalSeqLength = 2;

        private readonly DropCounters _dropped;
        private readonly StreamRouter _router;
        private readonly ReceiverFeedback _feedback;
        private HeaderExtensionIds _extensionIds = HeaderExtensionIds.None;
        private readonly Queue<PeerEvent> _packets = new Queue<PeerEvent>();

        public RtpReceiver(DropCounters dropped, StreamRouter router, ReceiverFeedback feedback)
        {
            _dropped = dropped;
            _router = router;
            _feedback = feedback;
        }

        public void SetExtensions(HeaderExtensionIds ids)
        {
            _extensionIds = ids;
            _router.MidExtensionId = ids.Mid;
            _router.RidExtensionId = ids.RtpStreamId;
            _router.RepairedRidExtensionId = ids.RepairedRtpStreamId;
        }

        public void Configure(Transceiver transceiver)
        {
            bool receives = transceiver.CurrentDirection.Receives();
            IReadOnlyList<Codec> codecs = receives ? transceiver.ReceiveCodecs : Array.Empty<Codec>();
            _router.SetSection(transceiver.Mid, codecs, transceiver.ReceiveRids);
            foreach (MediaSource source in transceiver.RemoteSources)
                if (_router.Find(source.Ssrc) == null) _router.Bind(transceiver.Mid, source.Ssrc);
            foreach (SsrcGroup group in transceiver.RemoteSsrcGroups)
                if (group.Semantics == "FID" && group.Ssrcs.Count == 2)
                    _router.BindRepair(group.Ssrcs[0], group.Ssrcs[1]);
        }

        public void Remove(Transceiver transceiver) => _router.RemoveSection(transceiver.Mid);

        public void HandleRekey() => _router.HandleRekey();

        public void HandleRtp(Instant now, SrtpSession srtp, Memory<byte> datagram)
        {
            _packets.Clear(); // their payloads are windows into the datagram before
            if (!TryAccept(now, srtp, datagram.Span, out RtpHeader header, out Route route, out SeqNo seq, out int end))
                return;
            var extensions = new PacketExtensions(datagram, header, _extensionIds);
            CountArrival(now, route, header.Ssrc, extensions, datagram.Length);
            if (route.AsksAgain) _feedback.HandleMedia(now, route.Stream, seq);
            if (!header.TryGetPayloadLength(datagram.Span.Slice(0, end), out int length))
            {
                _dropped.Count(DropReason.Malformed);
                return;
            }

            ReceiveStream stream = route.Stream;
            stream.Count(length, end - length);
            if (length == 0) return; // padding only, sent to probe the path
            Memory<byte> payload = datagram.Slice(header.HeaderLength, length);
            if (route.IsRtx && !TryUnwrap(now, ref stream, ref seq, ref payload)) return;
            if (route.IsRed) TellBlocks(now, header, route, stream, seq, payload, extensions);
            else Tell(header, route, stream, seq, payload, extensions);
        }

        public bool TryPollEvent(out PeerEvent happened) => _packets.TryDequeue(out happened);

        private bool TryAccept(
            Instant now,
            SrtpSession srtp,
            Span<byte> packet,
            out RtpHeader header,
            out Route route,
            out SeqNo seq,
            out int end)
        {
            route = default;
            seq = default;
            end = 0;
            if (!RtpHeader.TryParse(packet, out header)) return Drop(DropReason.Malformed);
            if (!_router.TryRoute(header, packet, out route, out DropReason dropped)) return Drop(dropped);
            if (!route.Stream.TryEstimate(header.WireSeq, out seq, out dropped)) return Drop(dropped);
            if (!srtp.TryUnprotectRtp(packet, header.HeaderLength, seq, out end))
                return Drop(DropReason.BadAuthentication);
            _router.Commit(route, header, packet, seq);
            route.Stream.Commit(now, seq, header.Time, route.ClockRate);
            return true;
        }

        private void CountArrival(
            Instant now, in Route route, Ssrc ssrc, in PacketExtensions extensions, int bytes)
        {
            ushort transportSeq = 0;
            bool isReported = route.ReportsArrivals && extensions.TryGetTransportSeq(out transportSeq);
            if (isReported) _feedback.HandleArrival(now, transportSeq, ssrc, bytes);
            if (!route.TakesEstimates) return;
            AbsSendTime sendTime = default;
            bool isTimed = !isReported && extensions.TryGetAbsSendTime(out sendTime);
            _feedback.Bandwidth.HandleArrival(now, isTimed ? sendTime : (AbsSendTime?)null, bytes, _feedback.RoundTrip);
        }

        // Exchanges the retransmission for the packet in it.
        private bool TryUnwrap(Instant now, ref ReceiveStream stream, ref SeqNo seq, ref Memory<byte> payload)
        {
            ReceiveStream? original = stream.Repairs;
            if (payload.Length < OriginalSeqLength) return Drop(DropReason.Malformed);
            if (original == null || original.Received == 0) return Drop(DropReason.UnknownOriginal);
            ushort wireSeq = BinaryPrimitives.ReadUInt16BigEndian(payload.Span);
            if (!original.TryEstimate(wireSeq, out seq, out DropReason dropped)) return Drop(dropped);
            payload = payload.Slice(OriginalSeqLength);
            original.CommitRecovered(now, seq, payload.Length);
            stream = original;
            return payload.Length > 0;
        }

        // Each block counts a packet back. One that has come is not told again; one that comes late is not told twice.
        private void TellBlocks(
            Instant now,
            in RtpHeader header,
            in Route route,
            ReceiveStream stream,
            SeqNo seq,
            Memory<byte> payload,
            in PacketExtensions extensions)
        {
            if (!RedPayload.TryParse(payload.Span, out RedPayload red))
            {
                _dropped.Count(DropReason.Malformed);
                return;
            }

            for (int i = 0; i < red.Count; i++)
            {
                RedBlock block = red[i];
                int back = red.Count - 1 - i;
                if (block.Length == 0) continue;
                if (block.PayloadType != route.Original) _dropped.Count(DropReason.UnknownPayloadType);
                else if (back == 0)
                    Tell(header, route, stream, seq, payload.Slice(block.Start, block.Length), extensions);
                else if (stream.TryRecover(now, seq - back))
                    Repeat(header, route, stream, seq - back, block, payload);
            }
        }

        private void Repeat(
            in RtpHeader header,
            in Route route,
            ReceiveStream stream,
            SeqNo seq,
            in RedBlock block,
            Memory<byte> payload)
        {
            var original = new RtpHeader(
                block.PayloadType, false, seq.Wire, header.Time + -block.TicksBack, header.Ssrc);
            Tell(original, route, stream, seq, payload.Slice(block.Start, block.Length), default);
        }

        private void Tell(
            in RtpHeader header,
            in Route route,
            ReceiveStream stream,
            SeqNo seq,
            Memory<byte> payload,
            in PacketExtensions extensions)
        {
            _packets.Enqueue(new PeerEvent
            {
                Kind = PeerEventKind.Rtp,
                Mid = route.Mid,
                Rid = stream.Rid,
                Ssrc = stream.Ssrc,
                Seq = seq + stream.SeqBase,
                Time = header.Time,
                PayloadType = route.Original,
                Marker = header.Marker,
                Payload = payload,
                Extensions = extensions,
            });
        }

        private bool Drop(DropReason reason)
        {
            _dropped.Count(reason);
            return false;
        }
    }
}
