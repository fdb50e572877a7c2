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
    /// <summary>One direction of SRTP_AEAD_AES_128_GCM or, with longer keys, SRTP_AEAD_AES_256_GCM.</summary>
    public sealed class AeadContext : ISrtpContext
    {
        private const int TagLength = 16;
        private const int IndexLength = 4;
        private const int RtcpHeaderLength = 8;
        private const int NonceLength = 12;
        private const uint EncryptedFlag = 0x80000000;

        private readonly Flow _rtp;
        private readonly Flow _rtcp;

        /// <summary>A context under session keys; their authentication keys are not used.</summary>
        public AeadContext(ISrtpCrypto crypto, SessionKeys rtp, SessionKeys rtcp)
        {
            _rtp = new Flow(crypto, rtp);
            _rtcp = new Flow(crypto, rtcp);
        }

        public int RtpOverhead => TagLength;

        public int RtcpOverhead => TagLength + IndexLength;

        public void ProtectRtp(Span<byte> packet, int headerLength, SeqNo seq)
        {
            Span<byte> nonce = stackalloc byte[NonceLength];
            _rtp.WriteNonce(nonce, packet.Slice(8), seq.Value);
            int length = packet.Length - TagLength;
            Span<byte> payload = packet.Slice(headerLength, length - headerLength);
            _rtp.Cipher.Seal(nonce, packet.Slice(0, headerLength), payload, packet.Slice(length));
        }

        public bool TryUnprotectRtp(Span<byte> packet, int headerLength, SeqNo seq)
        {
            Span<byte> nonce = stackalloc byte[NonceLength];
            _rtp.WriteNonce(nonce, packet.Slice(8), seq.Value);
            int length = packet.Length - TagLength;
            Span<byte> payload = packet.Slice(headerLength, length - headerLength);
            return _rtp.Cipher.TryOpen(nonce, packet.Slice(0, headerLength), payload, packet.Slice(length));
        }

        public void ProtectRtcp(Span<byte> packet, uint index)
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet.Slice(packet.Length - IndexLength), EncryptedFlag | index);
            Span<byte> nonce = stackalloc byte[NonceLength];
            Span<byte> associated = stackalloc byte[RtcpHeaderLength + IndexLength];
            PrepareRtcp(packet, nonce, associated, out Span<byte> data, out Span<byte> tag);
            _rtcp.Cipher.Seal(nonce, associated, data, tag);
        }

        public uint ReadRtcpIndex(ReadOnlySpan<byte> packet) =>
            BinaryPrimitives.ReadUInt32BigEndian(packet.Slice(packet.Length - IndexLength));

        public bool TryUnprotectRtcp(Span<byte> packet)
        {
            Span<byte> nonce = stackalloc byte[NonceLength];
            Span<byte> associated = stackalloc byte[RtcpHeaderLength + IndexLength];
            PrepareRtcp(packet, nonce, associated, out Span<byte> data, out Span<byte> tag);
            return _rtcp.Cipher.TryOpen(nonce, associated, data, tag);
        }

        private void PrepareRtcp(
            Span<byte> packet, Span<byte> nonce, Span<byte> associated, out Span<byte> data, out Span<byte> tag)
        {
            _rtcp.WriteNonce(nonce, packet.Slice(4), ReadRtcpIndex(packet) & ~EncryptedFlag);
            packet.Slice(0, RtcpHeaderLength).CopyTo(associated);
            packet.Slice(packet.Length - IndexLength).CopyTo(associated.Slice(RtcpHeaderLength));

            int length = packet.Length - RtcpOverhead;
            data = packet.Slice(RtcpHeaderLength, length - RtcpHeaderLength);
            tag = packet.Slice(length, TagLength);
        }

        /// <summary>The cipher and the salt of RTP or of RTCP, whose keys differ.</summary>
        private sealed class Flow
        {
            public readonly IAeadCipher Cipher;
            private readonly uint _saltHigh;
            private readonly ulong _saltLow;

            public Flow(ISrtpCrypto crypto, SessionKeys keys)
            {
                Cipher = crypto.CreateAesGcm(keys.Encryption);
                _saltHigh = BinaryPrimitives.ReadUInt32BigEndian(keys.Salt);
                _saltLow = BinaryPrimitives.ReadUInt64BigEndian(keys.Salt.AsSpan(4));
            }

            /// <summary>Writes a packet's nonce; <paramref name="ssrc"/> begins with the four bytes of it.</summary>
            public void WriteNonce(Span<byte> nonce, ReadOnlySpan<byte> ssrc, long index)
            {
                ulong source = BinaryPrimitives.ReadUInt32BigEndian(ssrc);
                BinaryPrimitives.WriteUInt32BigEndian(nonce, _saltHigh ^ (uint)(source >> 16));
                BinaryPrimitives.WriteUInt64BigEndian(nonce.Slice(4), _saltLow ^ (source << 48 | (ulong)index));
            }
        }
    }
}
