#nullable enable
// What a sender says about its stream; report blocks follow it.
// https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                         SSRC of sender                        |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |              NTP timestamp, most significant word             |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |             NTP timestamp, least significant word             |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                         RTP timestamp                         |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                     sender's packet count                     |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |                      sender's octet count                     |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Rtcp
{
    /// <summary>A sender report without its report blocks, which <see cref="ReportBlocks"/> reads.</summary>
    public readonly struct SenderReport
    {
        /// <summary>Length in bytes, without the packet's header and the report blocks.</summary>
        public const int Length = 24;

        /// <summary>The stream.</summary>
        public readonly Ssrc Ssrc;

        /// <summary>When the report was sent, on the sender's clock.</summary>
        public readonly NtpTime Ntp;

        /// <summary>The same time on the stream's clock.</summary>
        public readonly RtpTime Time;

        /// <summary>Packets sent since the stream began; wraps.</summary>
        public readonly uint PacketCount;

        /// <summary>Bytes of payload sent since the stream began; wraps.</summary>
        public readonly uint OctetCount;

        public SenderReport(Ssrc ssrc, NtpTime ntp, RtpTime time, uint packetCount, uint octetCount)
        {
            Ssrc = ssrc;
            Ntp = ntp;
            Time = time;
            PacketCount = packetCount;
            OctetCount = octetCount;
        }

        /// <summary>The same report where the sender's clock begins at another time.</summary>
        public SenderReport From(NtpTime origin) =>
            new SenderReport(Ssrc, origin + Ntp, Time, PacketCount, OctetCount);

        /// <summary>Reads an SR; false on other types and when it is too short.</summary>
        public static bool TryParse(in RtcpPacket packet, out SenderReport report)
        {
            report = default;
            if (packet.Type != RtcpPacketType.SenderReport || packet.Body.Length < Length) return false;
            report = new SenderReport(
                packet.ReadSsrc(0),
                new NtpTime(BinaryPrimitives.ReadUInt64BigEndian(packet.Body.Slice(4))),
                new RtpTime(BinaryPrimitives.ReadUInt32BigEndian(packet.Body.Slice(12))),
                BinaryPrimitives.ReadUInt32BigEndian(packet.Body.Slice(16)),
                BinaryPrimitives.ReadUInt32BigEndian(packet.Body.Slice(20)));
            return true;
        }

        /// <summary>Writes 24 bytes and returns 24.</summary>
        public int WriteTo(Span<byte> bytes)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, Ssrc.Value);
            BinaryPrimitives.WriteUInt64BigEndian(bytes.Slice(4), Ntp.Value);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.Slice(12), Time.Ticks);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.Slice(16), PacketCount);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.Slice(20), OctetCount);
            return Length;
        }
    }
}
