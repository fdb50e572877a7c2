#nullable enable
using System;
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Srtp
{
    /// <summary>The primitives SRTP needs. Io implements them in managed code; a host with a faster one brings its own.
    /// Instances are used by one thread at a time, and their methods allocate nothing.</summary>
    public interface ISrtpCrypto
    {
        /// <summary>AES in counter mode under a key of 16 or 32 bytes.</summary>
        ICounterCipher CreateAesCounter(ReadOnlySpan<byte> key);

        /// <summary>AES-GCM under a key of 16 or 32 bytes.</summary>
        IAeadCipher CreateAesGcm(ReadOnlySpan<byte> key);

        /// <summary>HMAC-SHA1 under a key of any length.</summary>
        IMac CreateHmacSha1(ReadOnlySpan<byte> key);
    }
}
