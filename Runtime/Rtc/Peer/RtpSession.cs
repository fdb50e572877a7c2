#nullable enable
using System;
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc
{
    internal sealed class RtpSession
    {
        private sealed class In
        {
            public Mid Mid;
            public SeqNo Highest;
            public bool Begun;
            public readonly ReplayWindow Window = new ReplayWindow();
        }

        private sealed class Out
        {
            public Transceiver Transceiver = null!;
            public SeqNo Next;
            public byte[] MidBytes = Array.Empty<byte>();
        }

        private readonly IRandom _random;
        private readonly DropCounters _dropped;
        private readonly TransmitQueue _queue = new TransmitQueue();
        private readonly Dictionary<Ssrc, In> _in = new Dictionary<Ssrc, In>();
        private readonly Dictionary<Mid, Out> _out = new Dictionary<Mid, Out>();
        private IReadOnlyList<Transceiver> _transceivers = Array.Empty<Transceiver>();
        private int _midExtensionId;
        private PeerEvent _packet;
        private bool _packetIsNews;

        public RtpSession(IRandom random, string cname, DropCounters dropped)
        {
            _random = random;
            _dropped = dropped;
        }

        public Deadline NextDeadline => Deadline.None;

        public void Configure(IReadOnlyList<Transceiver> transceivers, int midExtensionId)
        {
            _transceivers = transceivers;
            _midExtensionId = midExtensionId;
            foreach (Transceiver transceiver in transceivers)
            {
                if (!transceiver.Mid.IsGiven) continue;
                if (!_out.ContainsKey(transceiver.Mid))
                    _out.Add(transceiver.Mid, new Out { Transceiver = transceiver, MidBytes = Encoding.ASCII.GetBytes(transceiver.Mid.Value) });
                foreach (MediaSource source in transceiver.RemoteSources)
                    if (!_in.ContainsKey(source.Ssrc)) _in.Add(source.Ssrc, new In { Mid = transceiver.Mid });
            }
        }

        public bool TrySend(
            Instant now, SrtpSession srtp, Mid mid, SeqNo? mapped, RtpTime time, bool marker, ReadOnlySpan<byte> payload)
        {
            if (!_out.TryGetValue(mid, out Out? stream) || !stream.Transceiver.CanSend) return false;
            if (!_queue.TryPrepare(out byte[] slot))
            {
                _dropped.Count(DropReason.Overflow);
                return false;
            }

            SeqNo seq = mapped ?? stream.Next;
            stream.Next = seq + 1;
            var header = new RtpHeader(stream.Transceiver.Codec!.PayloadType, marker, seq.Wire, time, stream.Transceiver.SendSsrc);
            int length = header.WriteTo(slot);
            if (stream.Transceiver.MidExtensionId != 0)
            {
                var extensions = new HeaderExtensionWriter(slot, length);
                extensions.TryWrite(stream.Transceiver.MidExtensionId, stream.MidBytes);
                length = extensions.Finish();
            }

            if (length + payload.Length + SrtpSession.MaxOverhead > slot.Length) return false;
            payload.CopyTo(slot.AsSpan(length));
            if (!srtp.TryProtectRtp(slot, length + payload.Length, seq, out int protectedLength)) return false;
            _queue.Commit(protectedLength);
            return true;
        }

        public bool TryRequestKeyFrame(SrtpSession srtp, Mid mid) => false;

        public void HandleRtp(Instant now, SrtpSession srtp, Memory<byte> datagram)
        {
            Span<byte> packet = datagram.Span;
            if (!RtpHeader.TryParse(packet, out RtpHeader header))
            {
                _dropped.Count(DropReason.Malformed);
                return;
            }

            if (!_in.TryGetValue(header.Ssrc, out In? stream))
            {
                Mid mid = default;
                if (_midExtensionId != 0 && header.TryGetExtension(packet, _midExtensionId, out ReadOnlySpan<byte> value))
                    mid = new Mid(Encoding.ASCII.GetString(value));
                if (!mid.IsGiven)
                {
                    _dropped.Count(DropReason.UnknownStream);
                    return;
                }

                stream = new In { Mid = mid };
                _in.Add(header.Ssrc, stream);
            }

            SeqNo seq = stream.Begun ? SeqNo.Extend(header.WireSeq, stream.Highest) : new SeqNo(header.WireSeq);
            if (!stream.Window.IsFresh(seq))
            {
                _dropped.Count(DropReason.Replayed);
                return;
            }

            if (!srtp.TryUnprotectRtp(packet, header.HeaderLength, seq, out int length) ||
                !header.TryGetPayloadLength(packet.Slice(0, length), out int payloadLength))
            {
                _dropped.Count(DropReason.BadAuthentication);
                return;
            }

            stream.Window.Commit(seq);
            if (!stream.Begun || seq > stream.Highest) stream.Highest = seq;
            stream.Begun = true;
            _packet = new PeerEvent
            {
                Kind = PeerEventKind.Rtp,
                Mid = stream.Mid,
                Ssrc = header.Ssrc,
                Seq = seq,
                Time = header.Time,
                PayloadType = header.PayloadType,
                Marker = header.Marker,
                Payload = datagram.Slice(header.HeaderLength, payloadLength),
            };
            _packetIsNews = true;
        }

        public void HandleRtcp(Instant now, SrtpSession srtp, Span<byte> datagram)
        {
        }

        public void HandleTimeout(Instant now, SrtpSession srtp)
        {
        }

        public void SayBye(SrtpSession srtp)
        {
        }

        public bool TryPollTransmit(out ArraySegment<byte> datagram) => _queue.TryTake(out datagram);

        public bool TryPollEvent(out PeerEvent happened)
        {
            happened = _packet;
            bool any = _packetIsNews;
            _packetIsNews = false;
            return any;
        }
    }
}
