#nullable enable
namespace Earshot.Rtc.Dtls
{
    /// <summary>An SRTP protection profile; the value is its number in use_srtp (RFC 5764 section 4.1.2,
    /// RFC 7714 section 14.2).</summary>
    public enum SrtpProfile : ushort
    {
        /// <summary>Not agreed yet.</summary>
        None = 0,

        /// <summary>SRTP_AES128_CM_HMAC_SHA1_80: 16 byte key, 14 byte salt, 10 byte tag.</summary>
        Aes128CmHmacSha1Tag80 = 0x0001,

        /// <summary>SRTP_AEAD_AES_128_GCM: 16 byte key, 12 byte salt, 16 byte tag.</summary>
        AeadAes128Gcm = 0x0007,

        /// <summary>SRTP_AEAD_AES_256_GCM: 32 byte key, 12 byte salt, 16 byte tag.</summary>
        AeadAes256Gcm = 0x0008,
    }
}
