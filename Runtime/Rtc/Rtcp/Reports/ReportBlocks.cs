#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>The report blocks of a sender or receiver report (RFC 3550 section 6.4), read one by one.</summary>
    public readonly ref struct ReportBlocks
    {
        private readonly ReadOnlySpan<byte> _blocks;

        /// <summary>Who reports.</summary>
        public readonly Ssrc Reporter;

        private ReportBlocks(Ssrc reporter, ReadOnlySpan<byte> blocks)
        {
            Reporter = reporter;
            _blocks = blocks;
        }

        /// <summary>How many, 0 to 31.</summary>
        public int Count => _blocks.Length / ReportBlock.Length;

        /// <summary>The block at an index from 0 to below <see cref="Count"/>.</summary>
        public ReportBlock this[int index] =>
            ReportBlock.TryParse(_blocks.Slice(index * ReportBlock.Length), out ReportBlock block)
                ? block
                : throw new ArgumentOutOfRangeException(nameof(index), index, "There are fewer report blocks.");

        /// <summary>Reads an SR's or an RR's blocks; false on other types and when some are missing.</summary>
        public static bool TryParse(in RtcpPacket packet, out ReportBlocks blocks)
        {
            blocks = default;
            int offset = packet.Type switch
            {
                RtcpPacketType.SenderReport => SenderReport.Length,
                RtcpPacketType.ReceiverReport => 4,
                _ => int.MaxValue,
            };
            int length = packet.Count * ReportBlock.Length;
            if (packet.Body.Length < offset || packet.Body.Length - offset < length) return false;
            blocks = new ReportBlocks(packet.ReadSsrc(0), packet.Body.Slice(offset, length));
            return true;
        }
    }
}
