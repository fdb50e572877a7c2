#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>What the other side says about the streams, ours and its own: read whenever it comes, and handed to
    /// whom it concerns.</summary>
    internal sealed class RtcpSession
    {
        private const int MaxPendingEvents = 64;

        // Many viewers behind one SFU ask at once.
        private static readonly TimeSpan LeastBetweenRequests = TimeSpan.FromMilliseconds(50);

        private readonly DropCounters _dropped;
        private readonly StreamRouter _router;
        private readonly RtpSender _sender;
        private readonly NtpTime _ntpOrigin;
        private readonly Queue<PeerEvent> _events = new Queue<PeerEvent>();
        private readonly Dictionary<Ssrc, KeyFrameRequest> _requests = new Dictionary<Ssrc, KeyFrameRequest>();

        public RtcpSession(DropCounters dropped, NtpTime ntpOrigin, StreamRouter router, RtpSender sender)
        {
            _ntpOrigin = ntpOrigin;
            _dropped = dropped;
            _router = router;
            _sender = sender;
        }

        public void HandleCompound(Instant now, SrtpSession srtp, Span<byte> datagram)
        {
            if (!srtp.TryUnprotectRtcp(datagram, out int length, out DropReason dropped))
            {
                _dropped.Count(dropped);
                return;
            }

            var reader = new RtcpReader(datagram.Slice(0, length));
            while (reader.TryRead(out RtcpPacket packet)) Handle(now, packet);
            if (reader.IsMalformed) _dropped.Count(DropReason.Malformed);
        }

        public bool TryPollEvent(out PeerEvent happened) => _events.TryDequeue(out happened);

        private void Handle(Instant now, in RtcpPacket packet)
        {
            switch (packet.Type)
            {
                case RtcpPacketType.SenderReport when SenderReport.TryParse(packet, out SenderReport report):
                    _router.Find(report.Ssrc)?.HandleSenderReport(now, report);
                    HandleBlocks(now, packet);
                    break;
                case RtcpPacketType.ReceiverReport:
                    HandleBlocks(now, packet);
                    break;
                case RtcpPacketType.Goodbye when Goodbye.TryParse(packet, out Goodbye goodbye):
                    for (int i = 0; i < goodbye.Count; i++) HandleBye(goodbye[i]);
                    break;
                case RtcpPacketType.TransportFeedback when GenericNack.TryParse(packet, out GenericNack nack):
                    _sender.HandleNack(now, ref nack);
                    break;
                case RtcpPacketType.TransportFeedback when TransportWideFeedback.TryParse(packet, out var feedback):
                    _sender.HandleTransportFeedback(now, ref feedback);
                    break;
                case RtcpPacketType.PayloadFeedback when ReceiverEstimatedMaxBitrate.TryParse(packet, out var estimate):
                    _sender.HandleRemoteEstimate(now, estimate.Bitrate);
                    break;
                case RtcpPacketType.PayloadFeedback when PictureLossIndication.TryParse(packet, out var indication):
                    WantKeyFrame(now, indication.Media, indication.Sender, null);
                    break;
                case RtcpPacketType.PayloadFeedback when FullIntraRequest.TryParse(packet, out var request):
                    for (int i = 0; i < request.Count; i++)
                        WantKeyFrame(now, request[i].Media, request.Sender, request[i].CommandSeq);
                    break;
            }
        }

        private void HandleBlocks(Instant now, in RtcpPacket packet)
        {
            if (!ReportBlocks.TryParse(packet, out ReportBlocks blocks)) return;
            for (int i = 0; i < blocks.Count; i++) _sender.HandleReportBlock(now, blocks[i].Since(_ntpOrigin));
        }

        private void HandleBye(Ssrc ssrc)
        {
            ReceiveStream? stream = _router.Find(ssrc);
            if (stream == null) return;
            Tell(new PeerEvent { Kind = PeerEventKind.Bye, Mid = stream.Mid, Rid = stream.Rid, Ssrc = ssrc });
        }

        // A FIR is repeated under its number until the key frame has come (RFC 5104 section 4.3.1.2).
        private void WantKeyFrame(Instant now, Ssrc media, Ssrc asker, byte? commandSeq)
        {
            OutgoingStream? outgoing = _sender.Find(media);
            if (outgoing == null) return;
            var request = new KeyFrameRequest(now, asker, commandSeq);
            bool isFirst = !_requests.TryGetValue(media, out KeyFrameRequest before);
            if (!isFirst && request.IsSameCommandAs(before)) return;
            if (commandSeq == null) outgoing.PliCount++;
            else outgoing.FirCount++;
            if (!isFirst && now - before.At < LeastBetweenRequests) return;
            _requests[media] = request;
            Tell(new PeerEvent
            {
                Kind = PeerEventKind.KeyFrameRequested,
                Mid = outgoing.Transceiver.Mid,
                Rid = outgoing.Encoding.Rid,
                Ssrc = media,
            });
        }

        private void Tell(in PeerEvent happened)
        {
            if (_events.Count < MaxPendingEvents) _events.Enqueue(happened);
            else _dropped.Count(DropReason.Overflow);
        }

        private readonly struct KeyFrameRequest
        {
            public readonly Instant At;
            private readonly Ssrc _asker;
            private readonly byte? _commandSeq;

            public KeyFrameRequest(Instant at, Ssrc asker, byte? commandSeq)
            {
                At = at;
                _asker = asker;
                _commandSeq = commandSeq;
            }

            public bool IsSameCommandAs(in KeyFrameRequest other) =>
                _commandSeq != null && _commandSeq == other._commandSeq && _asker == other._asker;
        }
    }
}
