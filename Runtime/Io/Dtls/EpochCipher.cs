#nullable enable
using System;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;

namespace Earshot.Io.Dtls
{
    /// <summary>The cipher of epoch 1 as BouncyCastle's record layer sees it. It opens records, but lets those to be
    /// sent through in the clear: <see cref="DtlsRecordWriter"/> numbers and seals them, because a record that is sent
    /// again needs a new number.</summary>
    internal sealed class EpochCipher : TlsCipher
    {
        private readonly TlsCipher _cipher;

        public EpochCipher(TlsCipher cipher) => _cipher = cipher;

        public bool UsesOpaqueRecordType => _cipher.UsesOpaqueRecordType;

        public int GetCiphertextDecodeLimit(int plaintextLimit) => _cipher.GetCiphertextDecodeLimit(plaintextLimit);

        public int GetCiphertextEncodeLimit(int plaintextLength, int plaintextLimit) =>
            _cipher.GetCiphertextEncodeLimit(plaintextLength, plaintextLimit);

        public int GetPlaintextLimit(int ciphertextLimit) => _cipher.GetPlaintextLimit(ciphertextLimit);

        public TlsEncodeResult EncodePlaintext(
            long seqNo, short contentType, ProtocolVersion recordVersion, int headerAllocation, byte[] plaintext,
            int offset, int len)
        {
            var record = new byte[headerAllocation + len];
            Buffer.BlockCopy(plaintext, offset, record, headerAllocation, len);
            return new TlsEncodeResult(record, 0, record.Length, contentType);
        }

        public TlsDecodeResult DecodeCiphertext(
            long seqNo, short recordType, ProtocolVersion recordVersion, byte[] ciphertext, int offset, int len) =>
            _cipher.DecodeCiphertext(seqNo, recordType, recordVersion, ciphertext, offset, len);

        public void RekeyDecoder() => _cipher.RekeyDecoder();

        public void RekeyEncoder() => _cipher.RekeyEncoder();
    }
}
