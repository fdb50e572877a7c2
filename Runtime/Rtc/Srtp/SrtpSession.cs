#nullable enable
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Srtp
{
    /// <summary>SRTP and SRTCP of one peer, both directions, under the keys of one DTLS handshake (RFC 3711, RFC 5764).
    /// RTP's roll-over counters and replay windows belong to the streams, which pass extended sequence numbers in;
    /// RTCP's are kept here. All is in place and allocates nothing, but for a new RTCP sender's first packet.</summary>
    public sealed class SrtpSession
    {
        /// <summary>The most bytes that protection ever adds to a packet.</summary>
        public const int MaxOverhead = 20;

        private const int RtcpHeaderLength = 8;
        private const uint EncryptedFlag = 0x80000000;

        private readonly ISrtpContext _outbound;
        private readonly ISrtpContext _inbound;
        private readonly RtcpReplayWindows _rtcpWindows = new RtcpReplayWindows();
        private uint _nextRtcpIndex;

        /// <summary>A session from what DTLS exported: client key, server key, client salt, server salt
        /// (RFC 5764 section 4.2). A DTLS client sends under the client's keys.</summary>
        public SrtpSession(ISrtpCrypto crypto, SrtpProfile profile, ReadOnlySpan<byte> keyingMaterial, bool isClient)
        {
            int keyLength = MasterKeyLength(profile);
            Profile = profile;
            int saltLength = SaltLength(profile);
            int length = KeyingMaterialLength(profile);
            if (keyingMaterial.Length != length)
            {
                throw new ArgumentException(
                    $"{profile} takes {length} bytes of keying material, not {keyingMaterial.Length}.",
                    nameof(keyingMaterial));
            }

            ReadOnlySpan<byte> salts = keyingMaterial.Slice(2 * keyLength);
            ISrtpContext client = CreateContext(
                crypto, profile, keyingMaterial.Slice(0, keyLength), salts.Slice(0, saltLength));
            ISrtpContext server = CreateContext(
                crypto, profile, keyingMaterial.Slice(keyLength, keyLength), salts.Slice(saltLength));
            _outbound = isClient ? client : server;
            _inbound = isClient ? server : client;
        }

        /// <summary>The suite.</summary>
        public SrtpProfile Profile { get; }

        /// <summary>How many bytes DTLS must export for a profile.</summary>
        public static int KeyingMaterialLength(SrtpProfile profile) =>
            2 * (MasterKeyLength(profile) + SaltLength(profile));

        /// <summary>Protects the RTP packet in the first <paramref name="length"/> bytes of <paramref name="buffer"/>,
        /// which has room for <see cref="MaxOverhead"/> more. <paramref name="seq"/> is what the packet carries, with
        /// its roll-over counter; the same number must never protect two different packets of an ssrc. False when it is
        /// no RTP packet.</summary>
        public bool TryProtectRtp(Span<byte> buffer, int length, SeqNo seq, out int protectedLength)
        {
            protectedLength = 0;
            if (!RtpHeader.TryParse(buffer.Slice(0, length), out RtpHeader header)) return false;
            protectedLength = RequireRoom(buffer, length + _outbound.RtpOverhead);
            _outbound.ProtectRtp(buffer.Slice(0, protectedLength), header.HeaderLength, seq);
            return true;
        }

        /// <summary>Authenticates and decrypts an SRTP packet; <paramref name="length"/> is what remains of it, padding
        /// included. False when it is too short or its tag is wrong, and its bytes are then of no use.</summary>
        public bool TryUnprotectRtp(Span<byte> packet, int headerLength, SeqNo seq, out int length)
        {
            length = packet.Length - _inbound.RtpOverhead;
            if (length >= headerLength && _inbound.TryUnprotectRtp(packet, headerLength, seq)) return true;
            length = 0;
            return false;
        }

        /// <summary>Protects the compound RTCP packet in the first <paramref name="length"/> bytes of
        /// <paramref name="buffer"/>, which has room for <see cref="MaxOverhead"/> more. False when it is no RTCP
        /// packet, or after 2^31 of them, when the keys are used up.</summary>
        public bool TryProtectRtcp(Span<byte> buffer, int length, out int protectedLength)
        {
            protectedLength = 0;
            if (length < RtcpHeaderLength || _nextRtcpIndex == EncryptedFlag) return false;
            protectedLength = RequireRoom(buffer, length + _outbound.RtcpOverhead);
            _outbound.ProtectRtcp(buffer.Slice(0, protectedLength), _nextRtcpIndex++);
            return true;
        }

        /// <summary>Authenticates and decrypts an SRTCP packet; <paramref name="length"/> is what remains of it. A
        /// packet in the clear (E = 0) is refused, as libsrtp does, since every profile here encrypts.</summary>
        public bool TryUnprotectRtcp(Span<byte> packet, out int length, out DropReason dropped)
        {
            length = 0;
            int remaining = packet.Length - _inbound.RtcpOverhead;
            uint index = remaining < RtcpHeaderLength ? 0 : _inbound.ReadRtcpIndex(packet);
            if ((index & EncryptedFlag) == 0)
            {
                dropped = DropReason.Malformed;
                return false;
            }

            var ssrc = new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(packet.Slice(4)));
            var seq = new SeqNo(index & ~EncryptedFlag);
            dropped = !_rtcpWindows.IsFresh(ssrc, seq) ? DropReason.Replayed
                : !_inbound.TryUnprotectRtcp(packet) ? DropReason.BadAuthentication
                : DropReason.None;
            if (dropped != DropReason.None) return false;

            _rtcpWindows.Commit(ssrc, seq);
            length = remaining;
            return true;
        }

        private static int MasterKeyLength(SrtpProfile profile) => profile == SrtpProfile.AeadAes256Gcm ? 32 : 16;

        private static int SaltLength(SrtpProfile profile) => profile switch
        {
            SrtpProfile.Aes128CmHmacSha1Tag80 => 14,
            SrtpProfile.AeadAes128Gcm => 12,
            SrtpProfile.AeadAes256Gcm => 12,
            _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "DTLS never agrees on it."),
        };

        private static ISrtpContext CreateContext(
            ISrtpCrypto crypto, SrtpProfile profile, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt)
        {
            SessionKeys rtp = SessionKeys.DeriveRtp(crypto, masterKey, masterSalt);
            SessionKeys rtcp = SessionKeys.DeriveRtcp(crypto, masterKey, masterSalt);
            return profile == SrtpProfile.Aes128CmHmacSha1Tag80
                ? (ISrtpContext)new AesCmContext(crypto, rtp, rtcp)
                : new AeadContext(crypto, rtp, rtcp);
        }

        private static int RequireRoom(Span<byte> buffer, int length)
        {
            if (buffer.Length >= length) return length;
            throw new ArgumentException(
                $"The buffer has {buffer.Length} bytes and the protected packet {length}; leave {MaxOverhead} free.",
                nameof(buffer));
        }
    }
}
