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

    /// <summary>A keystream generator.</summary>
    public interface ICounterCipher
    {
        /// <summary>XORs the keystream that starts at the 16 byte counter block <paramref name="iv"/> into
        /// <paramref name="data"/> in place. The last two bytes of the block count.</summary>
        void Apply(ReadOnlySpan<byte> iv, Span<byte> data);
    }

    /// <summary>Authenticated encryption with a 12 byte nonce and a 16 byte tag.</summary>
    public interface IAeadCipher
    {
        /// <summary>Encrypts in place and writes the tag.</summary>
        void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, Span<byte> data, Span<byte> tag);

        /// <summary>Decrypts in place; false, with the data's content undefined, when the tag is wrong.</summary>
        bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, Span<byte> data, ReadOnlySpan<byte> tag);
    }

    /// <summary>A message authentication code of two parts joined.</summary>
    public interface IMac
    {
        /// <summary>Writes the first <c>tag.Length</c> bytes of the code of <paramref name="first"/> followed by
        /// <paramref name="second"/>.</summary>
        void Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> tag);
    }
}
