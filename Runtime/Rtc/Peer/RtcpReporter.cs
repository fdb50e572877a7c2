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
    /// once a second, as Chrome does.</summary>
    internal sealed class RtcpReporter
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

        private readonly IRandom _random;
        private readonly StreamRouter _router;
        private readonly RtpSender _sender;
        private readonly RtcpOutbox _outbox;
        private readonly byte[] _cname;
        private readonly NtpTime _ntpOrigin;
        private readonly ReportBlock[] _blocks = new ReportBlock[RtcpWriter.MaxCount];
        private readonly Ssrc[] _leaving = new Ssrc[RtcpWriter.MaxCount];

        public RtcpReporter(
            PeerConfig config, string cname, StreamRouter router, RtpSender sender, RtcpOutbox outbox)
        {
            _random = config.Random;
            _ntpOrigin = config.NtpOrigin;
            _router = router;
            _sender = sender;
            _outbox = outbox;
            _cname = Encoding.UTF8.GetBytes(cname);
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

        public void SayBye(SrtpSession srtp)
        {
            if (!_outbox.TryPrepare(out Span<byte> compound)) return;
            int count = 0;
            IReadOnlyList<OutgoingStream> outgoing = _sender.Streams;
            for (int i = 0; i < outgoing.Count && count < _leaving.Length; i++)
                if (outgoing[i].Stream.PacketCount > 0) _leaving[count++] = outgoing[i].Stream.Ssrc;
            if (count == 0) return;
            var writer = new RtcpWriter(compound);
            writer.TryWriteReceiverReport(_outbox.Reporter, default);
            writer.TryWriteGoodbye(_leaving.AsSpan(0, count));
            _outbox.TryCommit(srtp, writer.Length);
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
            if (!_outbox.TryPrepare(out Span<byte> compound))
            {
                sender = int.MaxValue;
                stream = int.MaxValue;
                return;
            }

            ReadOnlySpan<ReportBlock> news = TakeBlocks(now, ref stream);
            var writer = new RtcpWriter(compound);
            Ssrc first = _outbox.Reporter;
            for (; sender < _sender.Streams.Count; sender++)
            {
                OutgoingStream outgoing = _sender.Streams[sender];
                int clockRate = outgoing.Transceiver.Codec!.ClockRate;
                if (!outgoing.Stream.TryCreateReport(now, clockRate, out SenderReport report)) continue;
                report = report.From(_ntpOrigin);
                bool isFirst = writer.Length == 0;
                bool leavesRoom = writer.Length + SenderReport.Length + _cname.Length + 32 < compound.Length;
                if (!leavesRoom || !writer.TryWriteSenderReport(report, isFirst ? news : default)) break;
                if (isFirst) first = report.Ssrc;
            }

            if (writer.Length == 0) writer.TryWriteReceiverReport(_outbox.Reporter, news);
            writer.TryWriteCname(first, _cname);
            _outbox.TryCommit(srtp, writer.Length);
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
    }
}
