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
    /// <summary>The streams that come in. A packet passes header, stream, replay window, cipher and books, in this
    /// order: a replay dies before any cipher work, and a forged packet leaves no trace.</summary>
    internal sealed class RtpReceiver
    {
        private readonly DropCounters _dropped;
        private readonly Dictionary<Mid, Transceiver> _sections = new Dictionary<Mid, Transceiver>();
        private PeerEvent _packet;
        private bool _packetIsNews;

        public RtpReceiver(DropCounters dropped) => _dropped = dropped;

        public StreamRouter Router { get; } = new StreamRouter();

        public void Configure(Transceiver transceiver)
        {
            _sections[transceiver.Mid] = transceiver;
            IReadOnlyList<Codec> codecs = transceiver.ReceiveCodecs;
            Span<PayloadType> accepted = stackalloc PayloadType[codecs.Count]; // at most 128: no two have one number
            for (int i = 0; i < accepted.Length; i++) accepted[i] = codecs[i].PayloadType;
            bool receives = transceiver.CurrentDirection.Receives();
            Router.SetSection(transceiver.Mid, receives ? accepted : default);
            foreach (MediaSource source in transceiver.RemoteSources)
                if (Router.Find(source.Ssrc) == null) Router.Bind(transceiver.Mid, source.Ssrc);
        }

        public void Remove(Transceiver transceiver)
        {
            _sections.Remove(transceiver.Mid);
            Router.RemoveSection(transceiver.Mid);
        }

        public void HandleRekey() => Router.HandleRekey();

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

        public bool TryPollEvent(out PeerEvent happened)
        {
            happened = _packet;
            bool isNews = _packetIsNews;
            _packetIsNews = false;
            return isNews;
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
            if (!Router.TryRoute(header, packet, out Route route, out DropReason dropped)) return Drop(dropped);
            if (!route.Stream.TryEstimate(header.WireSeq, out seq, out dropped)) return Drop(dropped);
            if (!srtp.TryUnprotectRtp(packet, header.HeaderLength, seq, out int length))
                return Drop(DropReason.BadAuthentication);
            mid = route.Mid;
            Router.Commit(route, seq);
            route.Stream.Commit(now, seq, header.Time, _sections[mid].Codec!.ClockRate);
            seq += route.Stream.SeqBase;
            return header.TryGetPayloadLength(packet.Slice(0, length), out payloadLength) || Drop(DropReason.Malformed);
        }

        private bool Drop(DropReason reason)
        {
            _dropped.Count(reason);
            return false;
        }
    }
}
