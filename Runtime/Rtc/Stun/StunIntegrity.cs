#nullable enable
using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Earshot.Rtc.Stun
{
    /// <summary>The key of MESSAGE-INTEGRITY (https://www.rfc-editor.org/rfc/rfc8489#section-14.5): under short-term
    /// credentials the password itself, under long-term ones a digest of it. One owner at a time. Our own HMAC, because
    /// Mono's allocates some hundred bytes a tag.</summary>
    public sealed class StunIntegrity
    {
        /// <summary>Bytes of an HMAC-SHA1 tag.</summary>
        public const int TagLength = 20;

        private readonly HmacSha1 _hmac;

        /// <summary>A key from a password of ASCII characters, for which SASLprep changes nothing.</summary>
        public StunIntegrity(string password)
            : this(Encoding.ASCII.GetBytes(password))
        {
        }

        private StunIntegrity(byte[] key) => _hmac = new HmacSha1(key);

        /// <summary>The key of long-term credentials (RFC 8489 section 9.2.2). What SASLprep would change must have
        /// been changed already.</summary>
        public static StunIntegrity LongTerm(string username, ReadOnlySpan<byte> realm, string password)
        {
            using var md5 = MD5.Create();
            string text = $"{username}:{Encoding.UTF8.GetString(realm)}:{password}";
            return new StunIntegrity(md5.ComputeHash(Encoding.UTF8.GetBytes(text)));
        }

        /// <summary>Writes the 20-byte tag of the bytes that stand before the attribute. The hash counts the message as
        /// if it ended with the attribute, whatever its header says.</summary>
        public void Sign(ReadOnlySpan<byte> messageBefore, Span<byte> tag)
        {
            Span<byte> typeAndLength = stackalloc byte[4];
            int end = messageBefore.Length + StunMessage.AttributeHeaderLength + TagLength;
            messageBefore.Slice(0, 2).CopyTo(typeAndLength);
            BinaryPrimitives.WriteUInt16BigEndian(typeAndLength.Slice(2), (ushort)(end - StunMessage.HeaderLength));
            _hmac.Compute(typeAndLength, messageBefore.Slice(typeAndLength.Length), tag.Slice(0, TagLength));
        }

        /// <summary>True when <paramref name="tag"/> is the tag of those bytes; takes the same time either
        /// way.</summary>
        public bool Verifies(ReadOnlySpan<byte> messageBefore, ReadOnlySpan<byte> tag)
        {
            Span<byte> expected = stackalloc byte[TagLength];
            Sign(messageBefore, expected);
            return CryptographicOperations.FixedTimeEquals(expected, tag);
        }
    }
}
