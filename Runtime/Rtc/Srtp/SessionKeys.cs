#nullable enable
// The session keys of one direction, derived from its master key and master salt with AES-CM as pseudo-random function
// and a key derivation rate of 0: once, for the life of the master key. A master key of 32 bytes makes it
// AES_256_CM_PRF (https://www.rfc-editor.org/rfc/rfc7714#section-11).
// https://www.rfc-editor.org/rfc/rfc3711#section-4.3
//
//      0                   7     8                      14    16 bytes
//     +-------------------+-----+------------------------+-----+
//     |            master salt, 12 or 14 bytes           |     |
//     +-------------------+-----+------------------------+  0  |
// XOR |         0         |label|  0 = index DIV rate    |     |
//     +-------------------+-----+------------------------+-----+
//   = the counter block at which the keystream that is the key begins
using System;

namespace Earshot.Rtc.Srtp
{
    /// <summary>The keys that protect the RTP, or the RTCP, of one direction (RFC 3711 section 3.2.1).</summary>
    public sealed class SessionKeys
    {
        private const int LabelOffset = 7;
        private const byte RtpLabel = 0x00;
        private const byte RtcpLabel = 0x03;

        /// <summary>k_e, as long as the master key: 16 or 32 bytes.</summary>
        public byte[] Encryption { get; }

        /// <summary>k_a, 20 bytes; AEAD profiles leave it unused.</summary>
        public byte[] Authentication { get; }

        /// <summary>k_s, 14 bytes, or 12 for an AEAD profile.</summary>
        public byte[] Salt { get; }

        /// <summary>Keys that were derived elsewhere.</summary>
        public SessionKeys(byte[] encryption, byte[] authentication, byte[] salt)
        {
            Encryption = encryption;
            Authentication = authentication;
            Salt = salt;
        }

        /// <summary>The keys for RTP, from a master key of 16 or 32 and a salt of 14 or 12 bytes.</summary>
        public static SessionKeys DeriveRtp(
            ISrtpCrypto crypto, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt) =>
            Derive(crypto, masterKey, masterSalt, RtpLabel);

        /// <summary>The keys for RTCP, from a master key of 16 or 32 and a salt of 14 or 12 bytes.</summary>
        public static SessionKeys DeriveRtcp(
            ISrtpCrypto crypto, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt) =>
            Derive(crypto, masterKey, masterSalt, RtcpLabel);

        // The labels of encryption, authentication and salt follow each other.
        private static SessionKeys Derive(
            ISrtpCrypto crypto, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, byte firstLabel)
        {
            ICounterCipher prf = crypto.CreateAesCounter(masterKey);
            return new SessionKeys(
                DeriveKey(prf, masterSalt, firstLabel, masterKey.Length),
                DeriveKey(prf, masterSalt, (byte)(firstLabel + 1), 20),
                DeriveKey(prf, masterSalt, (byte)(firstLabel + 2), masterSalt.Length));
        }

        private static byte[] DeriveKey(ICounterCipher prf, ReadOnlySpan<byte> masterSalt, byte label, int length)
        {
            Span<byte> iv = stackalloc byte[16];
            iv.Clear();
            masterSalt.CopyTo(iv);
            iv[LabelOffset] ^= label;

            var key = new byte[length];
            prf.Apply(iv, key);
            return key;
        }
    }
}
