#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    /// <summary>All streams of a peer, both ways, and their reports (RFC 3550's RTP session, one for all bundled
    /// sections). What RTCP says of a stream goes to the side that has it.</summary>
    internal sealed class RtpSession
    {
        private readonly TransmitQueue _transmits = new TransmitQueue();
        private readonly RtpReceiver _receiver;
        private readonly RtpSender _sender;
        private readonly RtcpSession _rtcp;

        public RtpSession(IRandom random, string cname, DropCounters dropped)
        {
            _receiver = new RtpReceiver(dropped);
            _sender = new RtpSender(random, dropped, _transmits);
            _rtcp = new RtcpSession(random, cname, dropped, _receiver.Router, _sender, _transmits);
        }

        public Deadline NextDeadline => _rtcp.NextDeadline;

        /// <summary>Follows what a negotiation has agreed.</summary>
        public void Configure(IReadOnlyList<Transceiver> transceivers, int midExtensionId)
        {
            _receiver.Router.MidExtensionId = midExtensionId;
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
        public void Begin(Instant now) => _rtcp.Begin(now);

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
            SeqNo? mapped,
            RtpTime time,
            bool marker,
            ReadOnlySpan<byte> payload) =>
            _sender.TrySend(now, srtp, mid, mapped, time, marker, payload);

        public void HandleRtp(Instant now, SrtpSession srtp, Memory<byte> datagram) =>
            _receiver.HandleRtp(now, srtp, datagram);

        public void HandleRtcp(Instant now, SrtpSession srtp, Span<byte> datagram) =>
            _rtcp.HandleCompound(now, srtp, datagram);

        public void HandleTimeout(Instant now, SrtpSession srtp) => _rtcp.HandleTimeout(now, srtp);

        public bool TryRequestKeyFrame(SrtpSession srtp, Mid mid) => _rtcp.TryRequestKeyFrame(srtp, mid);

        public void SayBye(SrtpSession srtp) => _rtcp.SayBye(srtp);

        public bool TryPollTransmit(out ArraySegment<byte> datagram) => _transmits.TryTake(out datagram);

        public bool TryPollEvent(out PeerEvent happened) =>
            _receiver.TryPollEvent(out happened) || _rtcp.TryPollEvent(out happened);
    }
}
