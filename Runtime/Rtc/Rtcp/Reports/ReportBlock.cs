#nullable enable
// What a receiver says about one stream in its SR or RR.
// https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                      SSRC of the stream                       |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  | fraction lost |       cumulative number of packets lost       |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |           extended highest sequence number received           |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                      interarrival jitter                      |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                         last SR (LSR)                         |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                   delay since last SR (DLSR)                  |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>One report block, 24 bytes.</summary>
    public readonly struct ReportBlock
    {
        /// <summary>Length in bytes.</summary>
        public const int Length = 24;

        private const int MostLost = 0x7FFFFF;

        /// <summary>The stream reported on.</summary>
        public readonly Ssrc Ssrc;

        /// <summary>Share of the packets lost since the report before, in 1/256.</summary>
        public readonly byte FractionLost;

        /// <summary>Packets lost since the stream began; negative when duplicates came. 24 bits, clamped.</summary>
        public readonly int CumulativeLost;

        /// <summary>The highest sequence number received, with 16 bits of roll-over counter.</summary>
        public readonly uint HighestSeq;

        /// <summary>Interarrival jitter in ticks of the payload's clock.</summary>
        public readonly uint Jitter;

        /// <summary><see cref="NtpTime.Compact"/> of the last sender report that came; 0 when none did.</summary>
        public readonly uint LastSenderReport;

        /// <summary>How long ago that was, in 1/65,536 of a second.</summary>
        public readonly uint DelaySinceLastSenderReport;

        public ReportBlock(
            Ssrc ssrc, byte fractionLost, long cumulativeLost, uint highestSeq, uint jitter,
            uint lastSenderReport, uint delaySinceLastSenderReport)
        {
            Ssrc = ssrc;
            FractionLost = fractionLost;
            CumulativeLost = (int)Math.Max(-MostLost - 1, Math.Min(MostLost, cumulativeLost));
            HighestSeq = highestSeq;
            Jitter = jitter;
            LastSenderReport = lastSenderReport;
            DelaySinceLastSenderReport = delaySinceLastSenderReport;
        }

        /// <summary>The same block, its last sender report on a clock that begins at <paramref name="origin"/>; right
        /// to 1/65,536 of a second.</summary>
        public ReportBlock Since(NtpTime origin) => LastSenderReport == 0 ? this : new ReportBlock(
            Ssrc, FractionLost, CumulativeLost, HighestSeq, Jitter, LastSenderReport - origin.Compact,
            DelaySinceLastSenderReport);

        /// <summary>Reads the first 24 bytes; false when there are fewer.</summary>
        public static bool TryParse(ReadOnlySpan<byte> bytes, out ReportBlock block)
        {
            block = default;
            if (bytes.Length < Length) return false;

            uint loss = BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(4));
            block = new ReportBlock(
                new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
                (byte)(loss >> 24),
                (int)(loss << 8) >> 8,
                BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(8)),
                BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(12)),
                BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(16)),
                BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(20)));
            return true;
        }

        /// <summary>Writes 24 bytes and returns 24.</summary>
        public int WriteTo(Span<byte> bytes)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, Ssrc.Value);
            uint loss = (uint)FractionLost << 24 | (uint)CumulativeLost & 0xFFFFFF;
            BinaryPrimitives.WriteUInt32BigEndian(bytes.Slice(4), loss);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.Slice(8), HighestSeq);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.Slice(12), Jitter);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.Slice(16), LastSenderReport);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.Slice(20), DelaySinceLastSenderReport);
            return Length;
        }
    }
}
