#nullable enable
using System;

namespace Earshot.Rtc.Srtp
{
    /// <summary>The primitives SRTP needs. Io implements them on BouncyCastle; a host with a faster one brings its own.
    /// Instances are used by one thread at a time, and their methods allocate nothing.</summary>
    public interface ISrtpCrypto
    {
        /// <summary>AES in counter mode under a 16 byte key.</summary>
        ICounterCipher CreateAesCounter(ReadOnlySpan<byte> key);

        /// <summary>AES-GCM under a 16 byte key.</summary>
        IAeadCipher CreateAesGcm(ReadOnlySpan<byte> key);

        /// <summary>HMAC-SHA1 under a key of any length.</summary>
        IMac CreateHmacSha1(ReadOnlySpan<byte> key);
    }
}
