#nullable enable
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>Writes a compound RTCP packet, one packet behind the other. A compound one begins with an SR or RR and
    /// then has an SDES with the CNAME (RFC 3550 section 6.1), unless reduced size was agreed on. Each method is false,
    /// and writes nothing, when the packet does not fit in what is left: send what there is and begin anew.</summary>
    public ref struct RtcpWriter
    {
        /// <summary>The most report blocks or sources in one packet, since five bits count them.</summary>
        public const int MaxCount = 31;

        private const int MaxCnameLength = 255;

        private readonly Span<byte> _buffer;

        public RtcpWriter(Span<byte> buffer)
        {
            _buffer = buffer;
            Length = 0;
        }

        /// <summary>Bytes written so far.</summary>
        public int Length { get; private set; }

        /// <summary>Appends an SR with up to 31 report blocks.</summary>
        public bool TryWriteSenderReport(in SenderReport report, ReadOnlySpan<ReportBlock> blocks)
        {
            int bodyLength = SenderReport.Length + blocks.Length * ReportBlock.Length;
            if (!TryBegin(RtcpPacketType.SenderReport, blocks.Length, bodyLength, out Span<byte> body)) return false;
            report.WriteTo(body);
            WriteBlocks(body.Slice(SenderReport.Length), blocks);
            return true;
        }

        /// <summary>Appends an RR with up to 31 report blocks; none is a sign of life.</summary>
        public bool TryWriteReceiverReport(Ssrc sender, ReadOnlySpan<ReportBlock> blocks)
        {
            int bodyLength = 4 + blocks.Length * ReportBlock.Length;
            if (!TryBegin(RtcpPacketType.ReceiverReport, blocks.Length, bodyLength, out Span<byte> body)) return false;
            WriteSsrc(body, sender);
            WriteBlocks(body.Slice(4), blocks);
            return true;
        }

        /// <summary>Appends an SDES that names one source; the CNAME is UTF-8 of 1 to 255 bytes.</summary>
        public bool TryWriteCname(Ssrc ssrc, ReadOnlySpan<byte> cname)
        {
            if (cname.Length < 1 || cname.Length > MaxCnameLength)
                throw new ArgumentException($"A CNAME has 1 to 255 bytes, not {cname.Length}.", nameof(cname));

            int bodyLength = 4 + 2 + cname.Length + 4 & ~3;
            if (!TryBegin(RtcpPacketType.SourceDescription, 1, bodyLength, out Span<byte> body)) return false;
            body.Clear();
            WriteSsrc(body, ssrc);
            body[4] = SourceDescription.CnameItem;
            body[5] = (byte)cname.Length;
            cname.CopyTo(body.Slice(6));
            return true;
        }

        /// <summary>Appends a BYE for 1 to 31 sources.</summary>
        public bool TryWriteGoodbye(ReadOnlySpan<Ssrc> ssrcs)
        {
            if (!TryBegin(RtcpPacketType.Goodbye, ssrcs.Length, 4 * ssrcs.Length, out Span<byte> body)) return false;
            for (int i = 0; i < ssrcs.Length; i++) WriteSsrc(body.Slice(4 * i), ssrcs[i]);
            return true;
        }

        /// <summary>Appends a PLI: <paramref name="media"/> shall begin with a key frame.</summary>
        public bool TryWritePictureLossIndication(Ssrc sender, Ssrc media)
        {
            const int Format = PictureLossIndication.Format;
            if (!TryBegin(RtcpPacketType.PayloadFeedback, Format, PictureLossIndication.Length, out Span<byte> body))
                return false;
            WriteSsrc(body, sender);
            WriteSsrc(body.Slice(4), media);
            return true;
        }

        /// <summary>Appends a FIR for one stream; each new command has another <paramref name="commandSeq"/>.</summary>
        public bool TryWriteFullIntraRequest(Ssrc sender, Ssrc media, byte commandSeq)
        {
            const int BodyLength = FullIntraRequest.EntriesOffset + FullIntraRequest.EntryLength;
            if (!TryBegin(RtcpPacketType.PayloadFeedback, FullIntraRequest.Format, BodyLength, out Span<byte> body))
                return false;
            body.Clear();
            WriteSsrc(body, sender);
            WriteSsrc(body.Slice(FullIntraRequest.EntriesOffset), media);
            body[FullIntraRequest.EntriesOffset + 4] = commandSeq;
            return true;
        }

        /// <summary>Appends a NACK for packets of one stream; their numbers go up, with roll-over.</summary>
        public bool TryWriteGenericNack(Ssrc sender, Ssrc media, ReadOnlySpan<ushort> lost)
        {
            if (lost.Length == 0) throw new ArgumentException("A NACK names at least one packet.", nameof(lost));
            int bodyLength = GenericNack.EntriesOffset + GenericNack.EntryLength * GenericNack.CountEntries(lost);
            if (!TryBegin(RtcpPacketType.TransportFeedback, GenericNack.Format, bodyLength, out Span<byte> body))
                return false;
            WriteSsrc(body, sender);
            WriteSsrc(body.Slice(4), media);
            GenericNack.WriteEntries(body.Slice(GenericNack.EntriesOffset), lost);
            return true;
        }

        /// <summary>Appends feedback on the packets from <paramref name="baseSeq"/> on, null for those that did not
        /// come; <paramref name="media"/> is any one stream among them. Up to 480 fit in one, and no two that came more
        /// than 8 s apart: <paramref name="taken"/> says how many it took, write another for the rest.</summary>
        public bool TryWriteTransportWideFeedback(
            Ssrc sender, Ssrc media, ushort baseSeq, byte feedbackCount, ReadOnlySpan<Instant?> arrivals, out int taken)
        {
            taken = 0;
            var writer = new TransportWideWriter(stackalloc byte[TransportWideWriter.ScratchLength]);
            writer.Take(arrivals);
            const int Format = TransportWideFeedback.Format;
            if (!TryBegin(RtcpPacketType.TransportFeedback, Format, writer.BodyLength, out Span<byte> body))
                return false;
            writer.WriteTo(body, sender, media, baseSeq, feedbackCount);
            taken = writer.Count;
            return true;
        }

        /// <summary>Appends a REMB for up to 255 streams; <paramref name="bitrate"/> is in bits a second, and only its
        /// upper 18 bits are kept.</summary>
        public bool TryWriteReceiverEstimatedMaxBitrate(Ssrc sender, long bitrate, ReadOnlySpan<Ssrc> media)
        {
            if (bitrate < 0) throw new ArgumentOutOfRangeException(nameof(bitrate), bitrate, "No rate is negative.");
            if (media.Length > byte.MaxValue)
                throw new ArgumentException($"One REMB names up to 255 streams, not {media.Length}.", nameof(media));
            int bodyLength = ReceiverEstimatedMaxBitrate.SsrcsOffset + 4 * media.Length;
            const int Format = ReceiverEstimatedMaxBitrate.Format;
            if (!TryBegin(RtcpPacketType.PayloadFeedback, Format, bodyLength, out Span<byte> body)) return false;
            ReceiverEstimatedMaxBitrate.WriteTo(body, sender, bitrate, media);
            return true;
        }

        private bool TryBegin(RtcpPacketType type, int count, int bodyLength, out Span<byte> body)
        {
            if (count > MaxCount)
                throw new ArgumentException($"One RTCP packet counts to {MaxCount}, not {count}; write several.");

            body = default;
            int length = RtcpPacket.HeaderLength + bodyLength;
            if (_buffer.Length - Length < length) return false;

            Span<byte> packet = _buffer.Slice(Length, length);
            packet[0] = (byte)(0x80 | count);
            packet[1] = (byte)type;
            BinaryPrimitives.WriteUInt16BigEndian(packet.Slice(2), (ushort)(length / 4 - 1));
            body = packet.Slice(RtcpPacket.HeaderLength);
            Length += length;
            return true;
        }

        private static void WriteBlocks(Span<byte> body, ReadOnlySpan<ReportBlock> blocks)
        {
            for (int i = 0; i < blocks.Length; i++) blocks[i].WriteTo(body.Slice(i * ReportBlock.Length));
        }

        private static void WriteSsrc(Span<byte> body, Ssrc ssrc) =>
            BinaryPrimitives.WriteUInt32BigEndian(body, ssrc.Value);
    }
}
