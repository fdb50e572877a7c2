#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Srtp
{
    /// <summary>What a profile does to the packets of one direction: cipher and authentication under its session keys.
    /// It keeps no state a packet and knows no replay. Packets are changed in place.</summary>
    public interface ISrtpContext
    {
        /// <summary>Bytes by which protection lengthens an RTP packet.</summary>
        int RtpOverhead { get; }

        /// <summary>Bytes by which protection lengthens an RTCP packet.</summary>
        int RtcpOverhead { get; }

        /// <summary>Protects a packet that ends with <see cref="RtpOverhead"/> bytes of room.</summary>
        void ProtectRtp(Span<byte> packet, int headerLength, SeqNo seq);

        /// <summary>Authenticates and decrypts; the last <see cref="RtpOverhead"/> bytes are then void. The packet
        /// holds at least its header and those.</summary>
        bool TryUnprotectRtp(Span<byte> packet, int headerLength, SeqNo seq);

        /// <summary>Protects a compound packet that ends with <see cref="RtcpOverhead"/> bytes of room;
        /// <paramref name="index"/> has 31 bits.</summary>
        void ProtectRtcp(Span<byte> packet, uint index);

        /// <summary>The E flag and the 31-bit index of a protected compound packet, as they stand in it.</summary>
        uint ReadRtcpIndex(ReadOnlySpan<byte> packet);

        /// <summary>Authenticates and decrypts; the last <see cref="RtcpOverhead"/> bytes are then void. The packet
        /// holds at least 8 bytes and those, and its E flag is set.</summary>
        bool TryUnprotectRtcp(Span<byte> packet);
    }
}
