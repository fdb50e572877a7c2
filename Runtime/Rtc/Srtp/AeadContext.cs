#nullable enable
// AES-GCM: one pass encrypts the payload and authenticates it with the header.
// https://www.rfc-editor.org/rfc/rfc7714#section-8 and section 9
//
//  SRTP   | header | payload, encrypted | tag (16) |                       associated: header
//  SRTCP  | header (8) | rest, encrypted | tag (16) | E + index (4) |      associated: header, E + index
//
//      0     2         6                12 bytes
//     +-----+---------+-----------------+
//     |  0  |  SSRC   |  48-bit index   |     an RTP index is the extended sequence number, an RTCP one has 31 bits
//     +-----+---------+-----------------+
// XOR |         session salt (12)       |
//     +---------------------------------+
//   = the nonce of a packet
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Srtp
{
    /// <summary>One direction of SRTP_AEAD_AES_128_GCM.</summary>
    public sealed class AeadContext : ISrtpContext
    {
        private const int TagLength = 16;
        private const int IndexLength = 4;
        private const int RtcpHeaderLength = 8;
        private const int NonceLength = 12;
        private const uint EncryptedFlag = 0x80000000;

        private readonly IAeadCipher _rtp;
        private readonly IAeadCipher _rtcp;
        private readonly byte[] _rtpSalt;
        private readonly byte[] _rtcpSalt;

        /// <summary>A context under session keys; their authentication keys are not used.</summary>
        public AeadContext(ISrtpCrypto crypto, SessionKeys rtp, SessionKeys rtcp)
        {
            _rtp = crypto.CreateAesGcm(rtp.Encryption);
            _rtcp = crypto.CreateAesGcm(rtcp.Encryption);
            _rtpSalt = rtp.Salt;
            _rtcpSalt = rtcp.Salt;
        }

        public int RtpOverhead => TagLength;

        public int RtcpOverhead => TagLength + IndexLength;

        public void ProtectRtp(Span<byte> packet, int headerLength, SeqNo seq)
        {
            Span<byte> nonce = stackalloc byte[NonceLength];
            WriteNonce(nonce, _rtpSalt, packet.Slice(8, 4), seq.Value);
            int length = packet.Length - TagLength;
            Span<byte> payload = packet.Slice(headerLength, length - headerLength);
            _rtp.Seal(nonce, packet.Slice(0, headerLength), payload, packet.Slice(length));
        }

        public bool TryUnprotectRtp(Span<byte> packet, int headerLength, SeqNo seq)
        {
            Span<byte> nonce = stackalloc byte[NonceLength];
            WriteNonce(nonce, _rtpSalt, packet.Slice(8, 4), seq.Value);
            int length = packet.Length - TagLength;
            Span<byte> payload = packet.Slice(headerLength, length - headerLength);
            return _rtp.TryOpen(nonce, packet.Slice(0, headerLength), payload, packet.Slice(length));
        }

        public void ProtectRtcp(Span<byte> packet, uint index)
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet.Slice(packet.Length - IndexLength), EncryptedFlag | index);
            Span<byte> nonce = stackalloc byte[NonceLength];
            Span<byte> associated = stackalloc byte[RtcpHeaderLength + IndexLength];
            PrepareRtcp(packet, nonce, associated, out Span<byte> data, out Span<byte> tag);
            _rtcp.Seal(nonce, associated, data, tag);
        }

        public uint ReadRtcpIndex(ReadOnlySpan<byte> packet) =>
            BinaryPrimitives.ReadUInt32BigEndian(packet.Slice(packet.Length - IndexLength));

        public bool TryUnprotectRtcp(Span<byte> packet)
        {
            Span<byte> nonce = stackalloc byte[NonceLength];
            Span<byte> associated = stackalloc byte[RtcpHeaderLength + IndexLength];
            PrepareRtcp(packet, nonce, associated, out Span<byte> data, out Span<byte> tag);
            return _rtcp.TryOpen(nonce, associated, data, tag);
        }

        private void PrepareRtcp(
            Span<byte> packet, Span<byte> nonce, Span<byte> associated, out Span<byte> data, out Span<byte> tag)
        {
            WriteNonce(nonce, _rtcpSalt, packet.Slice(4, 4), ReadRtcpIndex(packet) & ~EncryptedFlag);
            packet.Slice(0, RtcpHeaderLength).CopyTo(associated);
            packet.Slice(packet.Length - IndexLength).CopyTo(associated.Slice(RtcpHeaderLength));

            int length = packet.Length - RtcpOverhead;
            data = packet.Slice(RtcpHeaderLength, length - RtcpHeaderLength);
            tag = packet.Slice(length, TagLength);
        }

        private static void WriteNonce(Span<byte> nonce, byte[] salt, ReadOnlySpan<byte> ssrc, long index)
        {
            BinaryPrimitives.WriteInt64BigEndian(nonce.Slice(4), index);
            nonce.Slice(0, 2).Clear();
            ssrc.CopyTo(nonce.Slice(2));
            for (int i = 0; i < NonceLength; i++) nonce[i] ^= salt[i];
        }
    }
}
