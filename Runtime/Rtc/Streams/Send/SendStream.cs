#nullable enable
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Streams
{
    /// <summary>A stream that goes out: it counts sequence numbers and what its sender reports say, and remembers what
    /// the receiver reported on it (RFC 3550 section 6.4).</summary>
    public sealed class SendStream
    {
        private Instant _lastSentAt;
        private RtpTime _lastTime;

        /// <summary>A stream whose first sequence number is random, but of 15 bits: were it close to the roll-over and
        /// the first packets lost, the receiver could not know its roll-over counter (RFC 3711).</summary>
        public SendStream(Ssrc ssrc, IRandom random)
        {
            Span<byte> first = stackalloc byte[2];
            random.Fill(first);
            Ssrc = ssrc;
            NextSeq = new SeqNo(BinaryPrimitives.ReadUInt16BigEndian(first) & 0x7FFF);
        }

        /// <summary>Which stream.</summary>
        public Ssrc Ssrc { get; }

        /// <summary>The number for the next packet: one above the highest that was sent.</summary>
        public SeqNo NextSeq { get; private set; }

        /// <summary>Packets sent.</summary>
        public long PacketCount { get; private set; }

        /// <summary>Bytes of payload sent.</summary>
        public long OctetCount { get; private set; }

        /// <summary>The share of packets that the receiver lost between its last two reports, 0 to 1.</summary>
        public float FractionLost { get; private set; }

        /// <summary>Packets that the receiver reported lost since the stream began.</summary>
        public long RemoteLost { get; private set; }

        /// <summary>The jitter that the receiver reported, in ticks of the payload's clock.</summary>
        public uint RemoteJitter { get; private set; }

        /// <summary>The last measured round trip; zero before the first report on a sender report.</summary>
        public TimeSpan RoundTrip { get; private set; }

        /// <summary>All that were measured, together.</summary>
        public TimeSpan TotalRoundTrip { get; private set; }

        /// <summary>How many were measured.</summary>
        public long RoundTrips { get; private set; }

        /// <summary>Counts a packet that was sent. A forwarder's numbers may have gaps and come out of order, but
        /// should begin at <see cref="NextSeq"/>.</summary>
        public void Commit(Instant now, SeqNo seq, RtpTime time, int payloadLength)
        {
            if (PacketCount == 0 || seq >= NextSeq)
            {
                NextSeq = seq + 1;
                _lastSentAt = now;
                _lastTime = time;
            }

            PacketCount++;
            OctetCount += payloadLength;
        }

        /// <summary>Another handshake made other keys: the roll-over counter is 0 again.</summary>
        public void HandleRekey() => NextSeq = new SeqNo(NextSeq.Wire);

        /// <summary>The sender report as of now; false before the first packet. <paramref name="clockRate"/> is the
        /// payload type's, in ticks a second.</summary>
        public bool TryCreateReport(Instant now, int clockRate, out SenderReport report)
        {
            // The timestamp is that of now, and not of the last packet: receivers align audio and video by it.
            TimeSpan since = now - _lastSentAt;
            RtpTime time = _lastTime + (int)(since.Ticks * clockRate / TimeSpan.TicksPerSecond);
            report = new SenderReport(Ssrc, NtpTime.From(now), time, (uint)PacketCount, (uint)OctetCount);
            return PacketCount > 0;
        }

        /// <summary>Takes what the receiver says about this stream.</summary>
        public void HandleReportBlock(Instant now, in ReportBlock block)
        {
            FractionLost = block.FractionLost / 256f;
            RemoteLost = block.CumulativeLost;
            RemoteJitter = block.Jitter;
            if (block.LastSenderReport == 0) return;

            // Negative when the clocks' rounding beats a round trip of nothing, or when the other side makes it up.
            uint elapsed = NtpTime.From(now).Compact - block.LastSenderReport - block.DelaySinceLastSenderReport;
            if ((int)elapsed < 0) return;
            RoundTrip = NtpTime.FromCompact(elapsed);
            TotalRoundTrip += RoundTrip;
            RoundTrips++;
        }
    }
}
