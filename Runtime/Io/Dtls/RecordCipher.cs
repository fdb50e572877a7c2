#nullable enable
// AES-GCM for DTLS records, https://www.rfc-editor.org/rfc/rfc5288#section-3
//
//  fragment   = explicit nonce (8) | ciphertext | tag (16)
//  nonce      = IV of the sender (4) | explicit nonce, which is epoch (2) and number (6)
//  associated = epoch (2) | number (6) | type | version (2) | length of the plaintext (2)
using System;
using System.Buffers.Binary;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Srtp;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Org.BouncyCastle.Tls.Crypto.Impl;
using DtlsTransport = Earshot.Rtc.Dtls.DtlsTransport;

namespace Earshot.Io.Dtls
{
    /// <summary>Seals and opens the records of epoch 1 in place. BouncyCastle derives the keys; its own cipher would
    /// allocate for each record. One thread at a time.</summary>
    internal sealed class RecordCipher
    {
        /// <summary>Bytes before the ciphertext.</summary>
        public const int NonceSize = DtlsTransport.PlaintextOffset - DtlsRecordHeader.Size;

        /// <summary>Bytes that sealing adds.</summary>
        public const int Overhead = NonceSize + TagSize;

        private const int TagSize = 16;
        private const int SaltSize = 4;
        private const int AssociatedSize = DtlsRecordHeader.Size;

        private readonly IAeadCipher _write;
        private readonly IAeadCipher _read;
        private readonly byte[] _writeNonce = new byte[SaltSize + NonceSize];
        private readonly byte[] _readNonce = new byte[SaltSize + NonceSize];
        private readonly byte[] _associated = new byte[AssociatedSize];

        /// <summary>Takes the keys that a handshake has agreed on.</summary>
        public RecordCipher(ISrtpCrypto crypto, TlsCryptoParameters parameters, int keySize)
        {
            byte[] block = TlsImplUtilities.CalculateKeyBlock(parameters, 2 * (keySize + SaltSize));
            int ours = parameters.IsServer ? 1 : 0;
            int theirs = 1 - ours;
            _write = crypto.CreateAesGcm(block.AsSpan(ours * keySize, keySize));
            _read = crypto.CreateAesGcm(block.AsSpan(theirs * keySize, keySize));
            ReadOnlySpan<byte> salts = block.AsSpan(2 * keySize);
            salts.Slice(ours * SaltSize, SaltSize).CopyTo(_writeNonce);
            salts.Slice(theirs * SaltSize, SaltSize).CopyTo(_readNonce);
            Array.Clear(block, 0, block.Length);
        }

        /// <summary>Bytes of a key for one of BouncyCastle's algorithms; 0 when it is not AES-GCM.</summary>
        public static int KeySizeOf(int encryptionAlgorithm) => encryptionAlgorithm switch
        {
            EncryptionAlgorithm.AES_128_GCM => 16,
            EncryptionAlgorithm.AES_256_GCM => 32,
            _ => 0,
        };

        /// <summary>Seals a fragment whose plaintext stands <see cref="NonceSize"/> bytes behind its start, with room
        /// for the tag behind it.</summary>
        /// <param name="header">The record's; its length is the plaintext's.</param>
        /// <param name="fragment">As long as the plaintext and <see cref="Overhead"/>.</param>
        public void Seal(in DtlsRecordHeader header, Span<byte> fragment)
        {
            WriteSequence(header, _writeNonce.AsSpan(SaltSize));
            _writeNonce.AsSpan(SaltSize).CopyTo(fragment);
            WriteAssociated(header, header.Length);
            _write.Seal(
                _writeNonce, _associated, fragment.Slice(NonceSize, header.Length),
                fragment.Slice(NonceSize + header.Length));
        }

        /// <summary>Opens a fragment in place; false when it is forged or garbled (RFC 6347 section 4.1.2.7: drop in
        /// silence).</summary>
        public bool TryOpen(in DtlsRecordHeader header, Span<byte> fragment, out Span<byte> plaintext)
        {
            plaintext = default;
            if (fragment.Length < Overhead) return false;
            fragment.Slice(0, NonceSize).CopyTo(_readNonce.AsSpan(SaltSize));
            plaintext = fragment.Slice(NonceSize, fragment.Length - Overhead);
            WriteAssociated(header, plaintext.Length);
            return _read.TryOpen(_readNonce, _associated, plaintext, fragment.Slice(NonceSize + plaintext.Length));
        }

        private void WriteAssociated(in DtlsRecordHeader header, int length)
        {
            WriteSequence(header, _associated);
            _associated[8] = (byte)header.Type;
            BinaryPrimitives.WriteUInt16BigEndian(_associated.AsSpan(9), header.Version);
            BinaryPrimitives.WriteUInt16BigEndian(_associated.AsSpan(11), (ushort)length);
        }

        private static void WriteSequence(in DtlsRecordHeader header, Span<byte> destination) =>
            BinaryPrimitives.WriteInt64BigEndian(destination, (long)header.Epoch << 48 | header.Number);
    }
}
