#nullable enable
using System;
using Earshot.Rtc.Srtp;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using IAeadCipher = Earshot.Rtc.Srtp.IAeadCipher;
using IMac = Earshot.Rtc.Srtp.IMac;

namespace Earshot.Io.Crypto
{
    /// <summary>SRTP's primitives on BouncyCastle, which runs wherever Unity does: the framework's own AES-GCM compiles
    /// against netstandard2.1 and then throws on Unity's Mono. It has no state; one serves all peers.</summary>
    public sealed class BouncyCastleSrtpCrypto : ISrtpCrypto
    {
        public ICounterCipher CreateAesCounter(ReadOnlySpan<byte> key) => new AesCounterCipher(CreateAes(key));

        public IAeadCipher CreateAesGcm(ReadOnlySpan<byte> key) => new AesGcmCipher(CreateAes(key));

        public IMac CreateHmacSha1(ReadOnlySpan<byte> key) => new HmacSha1(key);

        private static IBlockCipher CreateAes(ReadOnlySpan<byte> key)
        {
            IBlockCipher aes = AesUtilities.CreateEngine();
            aes.Init(true, new KeyParameter(key.ToArray()));
            return aes;
        }
    }
}
