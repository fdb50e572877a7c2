#nullable enable
// AES-GCM out of AES in counter mode and GHASH.
// https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-38d.pdf, section 7
//
//  H  = AES(0)           J0 = nonce (12) | 00 00 00 01
//  C  = P XOR keystream from J0 + 1
//  S  = GHASH of A padded | C padded | bits of A (8) | bits of C (8)
//  T  = S XOR AES(J0)
using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Earshot.Rtc.Srtp;

namespace Earshot.Io.Crypto
{
    /// <summary>AES-GCM with nonces of 12 and tags of 16 bytes.</summary>
    public sealed class AesGcmCipher : IAeadCipher
    {
        private const int BlockLength = 16;

        private readonly ICounterCipher _cipher;
        private readonly IGhash _ghash;
        private readonly byte[] _iv = new byte[BlockLength];
        private readonly byte[] _tag = new byte[BlockLength];

        /// <summary>Joins AES under a key of 16 or 32 bytes with a hash, whose key follows from it.</summary>
        public AesGcmCipher(ICounterCipher aes, IGhash ghash)
        {
            _cipher = aes;
            _ghash = ghash;
            Span<byte> h = stackalloc byte[BlockLength];
            h.Clear();
            _cipher.Apply(h, h);
            _ghash.SetKey(h);
        }

        public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, Span<byte> data, Span<byte> tag)
        {
            SetCounter(nonce, 2);
            _cipher.Apply(_iv, data);
            ComputeTag(nonce, associated, data);
            _tag.CopyTo(tag);
        }

        public bool TryOpen(
            ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, Span<byte> data, ReadOnlySpan<byte> tag)
        {
            ComputeTag(nonce, associated, data);
            if (!CryptographicOperations.FixedTimeEquals(_tag, tag)) return false;
            SetCounter(nonce, 2);
            _cipher.Apply(_iv, data);
            return true;
        }

        private void ComputeTag(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> encrypted)
        {
            Span<byte> lengths = stackalloc byte[BlockLength];
            BinaryPrimitives.WriteInt64BigEndian(lengths, 8L * associated.Length);
            BinaryPrimitives.WriteInt64BigEndian(lengths.Slice(8), 8L * encrypted.Length);

            _ghash.Reset();
            _ghash.Update(associated);
            _ghash.Update(encrypted);
            _ghash.Update(lengths);
            _ghash.WriteTo(_tag);

            SetCounter(nonce, 1);
            _cipher.Apply(_iv, _tag);
        }

        private void SetCounter(ReadOnlySpan<byte> nonce, uint counter)
        {
            nonce.CopyTo(_iv);
            BinaryPrimitives.WriteUInt32BigEndian(_iv.AsSpan(12), counter);
        }
    }
}
