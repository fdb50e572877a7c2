#nullable enable
using System;
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>The reports that go with the streams (https://www.rfc-editor.org/rfc/rfc3550#section-6): written about
    /// once a second, as Chrome does, read whenever they come.</summary>
    internal sealed class RtcpSession
    {
        // Below the path's MTU with room for SRTCP's trailer; what does not fit goes into the next compound packet.
        private const int MaxCompound = 1200;
        private const int MaxPendingEvents = 64;
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

        private readonly IRandom _random;
        private readonly DropCounters _dropped;
        private readonly StreamRouter _router;
        private readonly RtpSender _sender;
        private readonly TransmitQueue _transmits;
        private readonly byte[] _cname;
        private readonly Ssrc _reporter;
        private readonly Queue<PeerEvent> _events = new Queue<PeerEvent>();
        private readonly ReportBlock[] _blocks = new ReportBlock[RtcpWriter.MaxCount];
        private readonly Ssrc[] _leaving = new Ssrc[RtcpWriter.MaxCount];

        public RtcpSession(
            IRandom random,
            string cname,
            DropCounters dropped,
            StreamRouter router,
            RtpSender sender,
            TransmitQueue transmits)
        {
            _random = random;
            _dropped = dropped;
            _router = router;
            _sender = sender;
            _transmits = transmits;
            _cname = Encoding.UTF8.GetBytes(cname);
            Span<byte> bytes = stackalloc byte[4];
            random.Fill(bytes);
            _reporter = new Ssrc(BitConverter.ToUInt32(bytes));
        }

        public Deadline NextDeadline { get; private set; }

        public void Begin(Instant now) => Arm(now);

        public void HandleTimeout(Instant now, SrtpSession srtp)
        {
            if (!NextDeadline.IsDue(now)) return;
            int sender = 0;
            int stream = 0;
            do WriteReport(now, srtp, ref sender, ref stream);
            while (sender < _sender.Streams.Count || HasNewsFrom(stream));
            Arm(now);
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

        /// <summary>Asks for a key frame of the section's stream, whichever spoke last.</summary>
        public bool TryRequestKeyFrame(SrtpSession srtp, Mid mid)
        {
            ReceiveStream? media = null;
            foreach (ReceiveStream stream in _router.Streams)
                if (stream.Mid == mid && stream.Received > 0) media = stream;
            if (media == null || !TryPrepare(out byte[] slot)) return false;
            var writer = new RtcpWriter(slot.AsSpan(0, MaxCompound));
            writer.TryWriteReceiverReport(_reporter, default);
            writer.TryWritePictureLossIndication(_reporter, media.Ssrc);
            return TryCommit(srtp, slot, writer.Length);
        }

        public void SayBye(SrtpSession srtp)
        {
            if (!TryPrepare(out byte[] slot)) return;
            int count = 0;
            IReadOnlyList<OutgoingStream> outgoing = _sender.Streams;
            for (int i = 0; i < outgoing.Count && count < _leaving.Length; i++)
                if (outgoing[i].Stream.PacketCount > 0) _leaving[count++] = outgoing[i].Stream.Ssrc;
            if (count == 0) return;
            var writer = new RtcpWriter(slot.AsSpan(0, MaxCompound));
            writer.TryWriteReceiverReport(_reporter, default);
            writer.TryWriteGoodbye(_leaving.AsSpan(0, count));
            TryCommit(srtp, slot, writer.Length);
        }

        private void Arm(Instant now)
        {
            // Half to one and a half intervals, so that many peers do not report in step (RFC 3550 section 6.3.5).
            Span<byte> dice = stackalloc byte[1];
            _random.Fill(dice);
            var wait = new TimeSpan(Interval.Ticks / 2 + Interval.Ticks * dice[0] / 256);
            NextDeadline = new Deadline(now + wait, DeadlineReason.RtcpReport);
        }

        /// <summary>Writes one compound packet and moves on behind what it could take.</summary>
        private void WriteReport(Instant now, SrtpSession srtp, ref int sender, ref int stream)
        {
            if (!TryPrepare(out byte[] slot))
            {
                sender = int.MaxValue;
                stream = int.MaxValue;
                return;
            }

            ReadOnlySpan<ReportBlock> news = TakeBlocks(now, ref stream);
            var writer = new RtcpWriter(slot.AsSpan(0, MaxCompound));
            Ssrc first = _reporter;
            for (; sender < _sender.Streams.Count; sender++)
            {
                OutgoingStream outgoing = _sender.Streams[sender];
                int clockRate = outgoing.Transceiver.Codec!.ClockRate;
                if (!outgoing.Stream.TryCreateReport(now, clockRate, out SenderReport report)) continue;
                bool isFirst = writer.Length == 0;
                bool leavesRoom = writer.Length + SenderReport.Length + _cname.Length + 32 < MaxCompound;
                if (!leavesRoom || !writer.TryWriteSenderReport(report, isFirst ? news : default)) break;
                if (isFirst) first = report.Ssrc;
            }

            if (writer.Length == 0) writer.TryWriteReceiverReport(_reporter, news);
            writer.TryWriteCname(first, _cname);
            TryCommit(srtp, slot, writer.Length);
        }

        private ReadOnlySpan<ReportBlock> TakeBlocks(Instant now, ref int stream)
        {
            int count = 0;
            for (; stream < _router.Streams.Count && count < _blocks.Length; stream++)
                if (_router.Streams[stream].HasNews) _blocks[count++] = _router.Streams[stream].NextReportBlock(now);
            return _blocks.AsSpan(0, count);
        }

        private bool HasNewsFrom(int stream)
        {
            for (; stream < _router.Streams.Count; stream++)
                if (_router.Streams[stream].HasNews) return true;
            return false;
        }

        private bool TryPrepare(out byte[] slot)
        {
            if (_transmits.TryPrepare(out slot)) return true;
            _dropped.Count(DropReason.Overflow);
            return false;
        }

        private bool TryCommit(SrtpSession srtp, byte[] slot, int length)
        {
            if (!srtp.TryProtectRtcp(slot, length, out int protectedLength)) return false;
            _transmits.Commit(protectedLength);
            return true;
        }

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
                case RtcpPacketType.PayloadFeedback when PictureLossIndication.TryParse(packet, out var indication):
                    WantKeyFrame(indication.Media);
                    break;
                case RtcpPacketType.PayloadFeedback when FullIntraRequest.TryParse(packet, out var request):
                    for (int i = 0; i < request.Count; i++) WantKeyFrame(request[i].Media);
                    break;
            }
        }

        private void HandleBlocks(Instant now, in RtcpPacket packet)
        {
            if (!ReportBlocks.TryParse(packet, out ReportBlocks blocks)) return;
            for (int i = 0; i < blocks.Count; i++) _sender.HandleReportBlock(now, blocks[i]);
        }

        private void HandleBye(Ssrc ssrc)
        {
            ReceiveStream? stream = _router.Find(ssrc);
            if (stream == null) return;
            Tell(new PeerEvent { Kind = PeerEventKind.Bye, Mid = stream.Mid, Ssrc = ssrc });
        }

        private void WantKeyFrame(Ssrc media)
        {
            OutgoingStream? outgoing = _sender.Find(media);
            if (outgoing == null) return;
            Tell(new PeerEvent
            {
                Kind = PeerEventKind.KeyFrameRequested,
                Mid = outgoing.Transceiver.Mid,
                Ssrc = media,
            });
        }

        private void Tell(in PeerEvent happened)
        {
            if (_events.Count < MaxPendingEvents) _events.Enqueue(happened);
            else _dropped.Count(DropReason.Overflow);
        }
    }
}
