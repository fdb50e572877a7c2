#nullable enable
using System;

namespace Earshot.Rtc.Srtp
{
    /// <summary>Authenticated encryption with a 12 byte nonce and a 16 byte tag.</summary>
    public interface IAeadCipher
    {
        /// <summary>Encrypts in place and writes the tag.</summary>
        void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, Span<byte> data, Span<byte> tag);

        /// <summary>Decrypts in place; false, with the data's content undefined, when the tag is wrong.</summary>
        bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, Span<byte> data, ReadOnlySpan<byte> tag);
    }
}
