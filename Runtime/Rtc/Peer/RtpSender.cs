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
    /// <summary>The streams that go out: numbers packets, writes their headers, protects them and queues
    /// them.</summary>
    internal sealed class RtpSender
    {
        private readonly IRandom _random;
        private readonly DropCounters _dropped;
        private readonly TransmitQueue _transmits;
        private readonly List<OutgoingStream> _streams = new List<OutgoingStream>();
        private readonly Dictionary<Mid, OutgoingStream> _byMid = new Dictionary<Mid, OutgoingStream>();

        public RtpSender(IRandom random, DropCounters dropped, TransmitQueue transmits)
        {
            _random = random;
            _dropped = dropped;
            _transmits = transmits;
        }

        /// <summary>All streams, for reports.</summary>
        public IReadOnlyList<OutgoingStream> Streams => _streams;

        public void Configure(Transceiver transceiver)
        {
            if (!transceiver.CurrentDirection.Sends() || _byMid.ContainsKey(transceiver.Mid)) return;
            var outgoing = new OutgoingStream(transceiver, _random);
            _byMid.Add(transceiver.Mid, outgoing);
            _streams.Add(outgoing);
        }

        public void Remove(Transceiver transceiver)
        {
            if (_byMid.Remove(transceiver.Mid, out OutgoingStream? outgoing)) _streams.Remove(outgoing);
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

        /// <summary>Takes what the receiver says about one of the streams.</summary>
        public void HandleReportBlock(Instant now, in ReportBlock block)
        {
            OutgoingStream? outgoing = Find(block.Ssrc);
            if (outgoing == null) return;
            outgoing.IsKnown = true;
            outgoing.Stream.HandleReportBlock(now, block);
        }

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
            if (!_byMid.TryGetValue(mid, out var outgoing) || !outgoing.Transceiver.CanSend) return false;
            SeqNo seq = mapped - outgoing.SeqBase ?? outgoing.Stream.NextSeq;
            if (seq.Value < 0) return false; // older than the keys
            if (!_transmits.TryPrepare(out byte[] slot))
            {
                _dropped.Count(DropReason.Overflow);
                return false;
            }

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
    }
}
