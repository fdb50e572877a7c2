#nullable enable
using System;
using Earshot.Rtc.Wire;
using Org.BouncyCastle.Crypto.Prng;

namespace Earshot.Io.Dtls
{
    /// <summary>An <see cref="IRandom"/> as BouncyCastle wants it.</summary>
    internal sealed class InjectedRandom : IRandomGenerator
    {
        private readonly IRandom _random;

        public InjectedRandom(IRandom random) => _random = random;

        public void AddSeedMaterial(byte[] seed)
        {
        }

        public void AddSeedMaterial(long seed)
        {
        }

        public void NextBytes(byte[] bytes) => _random.Fill(bytes);

        public void NextBytes(byte[] bytes, int start, int len) => _random.Fill(bytes.AsSpan(start, len));
    }
}
