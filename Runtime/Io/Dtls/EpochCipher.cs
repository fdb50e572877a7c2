#nullable enable
using System;
using Earshot.Rtc.Dtls;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;

namespace Earshot.Io.Dtls
{
    /// <summary>The cipher of epoch 1 as BouncyCastle's record layer sees it. It opens records, but lets those to be
    /// sent through in the clear: <see cref="DtlsRecordWriter"/> numbers and seals them, because a record that is sent
    /// again needs a new number.</summary>
    internal sealed class EpochCipher : TlsCipher
    {
        private readonly RecordCipher _cipher;

        public EpochCipher(RecordCipher cipher) => _cipher = cipher;

        public bool UsesOpaqueRecordType => false;

        public int GetCiphertextDecodeLimit(int plaintextLimit) => plaintextLimit + RecordCipher.Overhead;

        public int GetCiphertextEncodeLimit(int plaintextLength, int plaintextLimit) =>
            Math.Min(plaintextLength, plaintextLimit) + RecordCipher.Overhead;

        public int GetPlaintextLimit(int ciphertextLimit) => ciphertextLimit - RecordCipher.Overhead;

        public TlsEncodeResult EncodePlaintext(
            long seqNo, short contentType, ProtocolVersion recordVersion, int headerAllocation, byte[] plaintext,
            int offset, int len)
        {
            var record = new byte[headerAllocation + len];
            Buffer.BlockCopy(plaintext, offset, record, headerAllocation, len);
            return new TlsEncodeResult(record, 0, record.Length, contentType);
        }

        public TlsDecodeResult DecodeCiphertext(
            long seqNo, short recordType, ProtocolVersion recordVersion, byte[] ciphertext, int offset, int len)
        {
            byte[] fragment = ciphertext.AsSpan(offset, len).ToArray();
            var header = new DtlsRecordHeader(
                (DtlsContentType)recordType, (ushort)recordVersion.FullVersion, (ushort)(seqNo >> 48),
                seqNo & 0xFFFF_FFFF_FFFF, (ushort)len);
            if (!_cipher.TryOpen(header, fragment, out Span<byte> plaintext))
                throw new TlsFatalAlert(AlertDescription.bad_record_mac);
            return new TlsDecodeResult(fragment, RecordCipher.NonceSize, plaintext.Length, recordType);
        }

        public void RekeyDecoder() => throw NoRekey();

        public void RekeyEncoder() => throw NoRekey();

        // DTLS 1.2 has no such thing.
        private static Exception NoRekey() => new TlsFatalAlert(AlertDescription.internal_error);
    }
}
