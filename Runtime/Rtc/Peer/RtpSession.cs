#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>All streams of a peer, both ways, and their reports (RFC 3550's RTP session, one for all bundled
    /// sections). What RTCP says of a stream goes to the side that has it.</summary>
    internal sealed class RtpSession
    {
        private readonly TransmitQueue _transmits = new TransmitQueue();
        private readonly StreamRouter _router = new StreamRouter();
        private readonly RtpReceiver _receiver;
        private readonly ReceiverFeedback _feedback;
        private readonly RtpSender _sender;
        private readonly RtcpReporter _reporter;
        private readonly RtcpSession _rtcp;

        public RtpSession(PeerConfig config, string cname, DropCounters dropped)
        {
            var outbox = new RtcpOutbox(config.Random, dropped, _transmits);
            _feedback = new ReceiverFeedback(_router, outbox);
            _receiver = new RtpReceiver(dropped, _router, _feedback);
            _sender = new RtpSender(config.Random, config.Bandwidth, dropped, _transmits);
            _reporter = new RtcpReporter(config, cname, _router, _sender, outbox);
            _rtcp = new RtcpSession(dropped, config.NtpOrigin, _router, _sender);
        }

        public Deadline NextDeadline =>
            _reporter.NextDeadline.Soonest(_feedback.NextDeadline).Soonest(_sender.NextDeadline);

        /// <inheritdoc cref="RtpSender.TargetBitrate"/>
        public long? TargetBitrate => _sender.TargetBitrate;

        /// <inheritdoc cref="ReceiveBandwidth.Ceiling"/>
        public long? ReceiveCeiling
        {
            set => _feedback.Bandwidth.Ceiling = value;
        }

        /// <summary>Follows what a negotiation has agreed.</summary>
        public void Configure(IReadOnlyList<Transceiver> transceivers, HeaderExtensionIds extensions)
        {
            _receiver.SetExtensions(extensions);
            foreach (Transceiver transceiver in transceivers)
            {
                if (!transceiver.Mid.IsGiven) continue;
                if (transceiver.IsStopped)
                {
                    _receiver.Remove(transceiver);
                    _sender.Remove(transceiver);
                }
                else if (transceiver.Codec != null)
                {
                    _receiver.Configure(transceiver);
                    _sender.Configure(transceiver);
                }
            }
        }

        /// <summary>There are keys: reports begin.</summary>
        public void Begin(Instant now) => _reporter.Begin(now);

        /// <summary>The keys are others: both sides count roll-overs from 0 again, and who uses the peer need not
        /// know.</summary>
        public void HandleRekey()
        {
            _receiver.HandleRekey();
            _sender.HandleRekey();
        }

        /// <inheritdoc cref="RtpSender.TrySend"/>
        public bool TrySend(
            Instant now,
            SrtpSession srtp,
            Mid mid,
            Rid rid,
            SeqNo? mapped,
            RtpTime time,
            bool marker,
            ReadOnlySpan<byte> payload,
            in SendOptions options) =>
            _sender.TrySend(now, srtp, mid, rid, mapped, time, marker, payload, options);

        public void HandleRtp(Instant now, SrtpSession srtp, Memory<byte> datagram) =>
            _receiver.HandleRtp(now, srtp, datagram);

        /// <summary>Takes the round trip that ICE has measured; zero when it has not.</summary>
        public void HandleRoundTrip(TimeSpan measured)
        {
            if (measured > TimeSpan.Zero) _feedback.RoundTrip = measured;
        }

        public void HandleRtcp(Instant now, SrtpSession srtp, Span<byte> datagram)
        {
            _rtcp.HandleCompound(now, srtp, datagram);
            for (int i = 0; i < _sender.Streams.Count; i++) HandleRoundTrip(_sender.Streams[i].Stream.RoundTrip);
            _sender.Pump(now, srtp);
        }

        public void HandleTimeout(Instant now, SrtpSession srtp)
        {
            _reporter.HandleTimeout(now, srtp);
            _feedback.HandleTimeout(now, srtp);
            _sender.Pump(now, srtp);
        }

        /// <summary>Asks for a key frame of a section's layer, or of whichever stream spoke last.</summary>
        public bool TryRequestKeyFrame(Instant now, SrtpSession srtp, Mid mid, Rid rid)
        {
            ReceiveStream? stream = _router.FindMedia(mid, rid);
            if (stream == null) return false;
            _feedback.AskKeyFrame(now, stream);
            _feedback.HandleTimeout(now, srtp);
            return true;
        }

        /// <summary>How a stream's clock stands to its sender's.</summary>
        public bool TryGetSenderClock(Ssrc ssrc, out SenderClock clock)
        {
            clock = default;
            ReceiveStream? stream = _router.Find(ssrc);
            return stream != null && stream.TryGetSenderClock(out clock);
        }

        public int GetInboundStats(Span<InboundRtpStats> stats) => StreamStats.Fill(_router.Streams, stats);

        public int GetRemoteOutboundStats(Span<RemoteOutboundRtpStats> stats) =>
            StreamStats.Fill(_router.Streams, stats);

        public int GetOutboundStats(Span<OutboundRtpStats> stats) => StreamStats.Fill(_sender.Streams, stats);

        public int GetRemoteInboundStats(Span<RemoteInboundRtpStats> stats) =>
            StreamStats.Fill(_sender.Streams, stats);

        public int GetCodecStats(IReadOnlyList<Transceiver> transceivers, Span<CodecStats> stats) =>
            StreamStats.Fill(transceivers, _router, stats);

        public void SayBye(SrtpSession srtp) => _reporter.SayBye(srtp);

        public bool TryPollTransmit(out ArraySegment<byte> datagram) => _transmits.TryTake(out datagram);

        public bool TryPollEvent(out PeerEvent happened) =>
            _receiver.TryPollEvent(out happened) || _rtcp.TryPollEvent(out happened) ||
            _sender.TryPollEvent(out happened);
    }
}
