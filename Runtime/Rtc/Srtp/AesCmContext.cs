#nullable enable
// AES in counter mode with HMAC-SHA1, its code cut to 80 bits: encrypt, then authenticate.
// https://www.rfc-editor.org/rfc/rfc3711#section-4.1.1 and section 4.2.1
//
//  SRTP   | header | payload, encrypted | tag (10) |            authenticated: all before the tag, then the ROC
//  SRTCP  | header (8) | rest, encrypted | E + index (4) | tag (10) |           authenticated: all before the tag
//
//      0         4         8                  14    16 bytes
//     +-------------------------------------+-----+
//     |           session salt (14)         |     |
//     +---------+---------+-----------------+  0  |
// XOR |    0    |  SSRC   |  48-bit index   |     |
//     +---------+---------+-----------------+-----+
//   = the counter block of a packet; an RTP index is the extended sequence number, an RTCP one has 31 bits
using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Srtp
{
    /// <summary>One direction of SRTP_AES128_CM_HMAC_SHA1_80.</summary>
    public sealed class AesCmContext : ISrtpContext
    {
        private const int TagLength = 10;
        private const int IndexLength = 4;
        private const int RtcpHeaderLength = 8;
        private const uint EncryptedFlag = 0x80000000;

        private readonly Flow _rtp;
        private readonly Flow _rtcp;

        /// <summary>A context under session keys.</summary>
        public AesCmContext(ISrtpCrypto crypto, SessionKeys rtp, SessionKeys rtcp)
        {
            _rtp = new Flow(crypto, rtp);
            _rtcp = new Flow(crypto, rtcp);
        }

        public int RtpOverhead => TagLength;

        public int RtcpOverhead => IndexLength + TagLength;

        public void ProtectRtp(Span<byte> packet, int headerLength, SeqNo seq)
        {
            Span<byte> covered = packet.Slice(0, packet.Length - TagLength);
            _rtp.Encrypt(ReadSsrc(packet, 8), seq.Value, covered.Slice(headerLength));
            _rtp.Authenticate(covered, seq.RollOver, packet.Slice(covered.Length));
        }

        public bool TryUnprotectRtp(Span<byte> packet, int headerLength, SeqNo seq)
        {
            Span<byte> covered = packet.Slice(0, packet.Length - TagLength);
            if (!_rtp.IsAuthentic(covered, seq.RollOver, packet.Slice(covered.Length))) return false;
            _rtp.Encrypt(ReadSsrc(packet, 8), seq.Value, covered.Slice(headerLength));
            return true;
        }

        public void ProtectRtcp(Span<byte> packet, uint index)
        {
            int length = packet.Length - RtcpOverhead;
            _rtcp.Encrypt(ReadSsrc(packet, 4), index, packet.Slice(RtcpHeaderLength, length - RtcpHeaderLength));
            _rtcp.Authenticate(packet.Slice(0, length), EncryptedFlag | index, packet.Slice(length + IndexLength));
            BinaryPrimitives.WriteUInt32BigEndian(packet.Slice(length), EncryptedFlag | index);
        }

        public uint ReadRtcpIndex(ReadOnlySpan<byte> packet) =>
            BinaryPrimitives.ReadUInt32BigEndian(packet.Slice(packet.Length - RtcpOverhead));

        public bool TryUnprotectRtcp(Span<byte> packet)
        {
            int length = packet.Length - RtcpOverhead;
            uint index = ReadRtcpIndex(packet);
            if (!_rtcp.IsAuthentic(packet.Slice(0, length), index, packet.Slice(length + IndexLength))) return false;
            uint ssrc = ReadSsrc(packet, 4);
            _rtcp.Encrypt(ssrc, index & ~EncryptedFlag, packet.Slice(RtcpHeaderLength, length - RtcpHeaderLength));
            return true;
        }

        private static uint ReadSsrc(ReadOnlySpan<byte> packet, int offset) =>
            BinaryPrimitives.ReadUInt32BigEndian(packet.Slice(offset));

        /// <summary>The cipher and the code of RTP or of RTCP, whose keys differ.</summary>
        private sealed class Flow
        {
            private readonly ICounterCipher _cipher;
            private readonly IMac _mac;
            private readonly ulong _saltHigh;
            private readonly ulong _saltLow;

            public Flow(ISrtpCrypto crypto, SessionKeys keys)
            {
                _cipher = crypto.CreateAesCounter(keys.Encryption);
                _mac = crypto.CreateHmacSha1(keys.Authentication);
                _saltHigh = BinaryPrimitives.ReadUInt64BigEndian(keys.Salt);
                _saltLow = (ulong)BinaryPrimitives.ReadUInt32BigEndian(keys.Salt.AsSpan(8)) << 32
                    | (uint)BinaryPrimitives.ReadUInt16BigEndian(keys.Salt.AsSpan(12)) << 16;
            }

            /// <summary>Encrypts or, which is the same, decrypts.</summary>
            public void Encrypt(uint ssrc, long index, Span<byte> data)
            {
                Span<byte> iv = stackalloc byte[16];
                BinaryPrimitives.WriteUInt64BigEndian(iv, _saltHigh ^ ssrc);
                BinaryPrimitives.WriteUInt64BigEndian(iv.Slice(8), _saltLow ^ (ulong)index << 16);
                _cipher.Apply(iv, data);
            }

            /// <summary>Writes the code of the covered bytes and one word: ROC, or E flag and index.</summary>
            public void Authenticate(ReadOnlySpan<byte> covered, uint word, Span<byte> tag)
            {
                Span<byte> second = stackalloc byte[4];
                BinaryPrimitives.WriteUInt32BigEndian(second, word);
                _mac.Compute(covered, second, tag);
            }

            public bool IsAuthentic(ReadOnlySpan<byte> covered, uint word, ReadOnlySpan<byte> tag)
            {
                Span<byte> expected = stackalloc byte[TagLength];
                Authenticate(covered, word, expected);
                return CryptographicOperations.FixedTimeEquals(expected, tag);
            }
        }
    }
}
