#nullable enable
using System;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>SRTP without secrets: nothing is encrypted, and a tag of zeros is authentic. With it a test writes what
    /// only an authenticated sender could.</summary>
    public sealed class PlainSrtpCrypto : ISrtpCrypto
    {
        private static readonly Nothing Plain = new Nothing();

        public ICounterCipher CreateAesCounter(ReadOnlySpan<byte> key) => Plain;

        public IAeadCipher CreateAesGcm(ReadOnlySpan<byte> key) => Plain;

        public IMac CreateHmacSha1(ReadOnlySpan<byte> key) => Plain;

        private sealed class Nothing : ICounterCipher, IAeadCipher, IMac
        {
            public void Apply(ReadOnlySpan<byte> iv, Span<byte> data)
            {
            }

            public void Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> tag) => tag.Clear();

            public void Seal(
                ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, Span<byte> data, Span<byte> tag) =>
                tag.Clear();

            public bool TryOpen(
                ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, Span<byte> data, ReadOnlySpan<byte> tag)
            {
                foreach (byte part in tag)
                    if (part != 0) return false;
                return true;
            }
        }
    }
}
