#nullable enable
using System;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;

namespace Earshot.Io.Crypto
{
    /// <summary>SRTP's primitives in managed code, which runs wherever Unity does and allocates nothing: the
    /// framework's own AES-GCM compiles against netstandard2.1 and then throws on Unity's Mono, and BouncyCastle's
    /// allocates for each packet. It has no state; one serves all peers.</summary>
    public sealed class ManagedSrtpCrypto : ISrtpCrypto
    {
        public ICounterCipher CreateAesCounter(ReadOnlySpan<byte> key) => new AesCounterCipher(key);

        public IAeadCipher CreateAesGcm(ReadOnlySpan<byte> key) =>
            new AesGcmCipher(new AesCounterCipher(key), new ManagedGhash());

        public IMac CreateHmacSha1(ReadOnlySpan<byte> key) => new HmacSha1(key);
    }
}
