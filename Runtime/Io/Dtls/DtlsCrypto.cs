#nullable enable
using System;
using Earshot.Rtc.Dtls;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace Earshot.Io.Dtls
{
    /// <summary>BouncyCastle's cryptography for one association, which keeps the cipher of epoch 1 at hand to seal and
    /// open records beside BouncyCastle's record layer. One thread at a time.</summary>
    internal sealed class DtlsCrypto : BcTlsCrypto
    {
        private TlsCipher? _cipher;

        public DtlsCrypto(SecureRandom random)
            : base(random)
        {
        }

        public override TlsCipher CreateCipher(
            TlsCryptoParameters cryptoParams, int encryptionAlgorithm, int macAlgorithm)
        {
            _cipher = base.CreateCipher(cryptoParams, encryptionAlgorithm, macAlgorithm);
            return new EpochCipher(_cipher);
        }

        /// <summary>Seals a fragment under the epoch and number of its header.</summary>
        public ArraySegment<byte> Seal(in DtlsRecordHeader header, byte[] plaintext)
        {
            TlsEncodeResult result = _cipher!.EncodePlaintext(
                SequenceOf(header), (short)header.Type, ProtocolVersion.DTLSv12, 0, plaintext, 0, plaintext.Length);
            return new ArraySegment<byte>(result.buf, result.off, result.len);
        }

        /// <summary>Opens a fragment; false when it is forged or garbled (RFC 6347 section 4.1.2.7: drop in
        /// silence).</summary>
        public bool TryOpen(in DtlsRecordHeader header, byte[] fragment, out ReadOnlySpan<byte> plaintext)
        {
            plaintext = default;
            if (_cipher == null || header.Epoch != 1) return false;
            try
            {
                TlsDecodeResult result = _cipher.DecodeCiphertext(
                    SequenceOf(header), (short)header.Type, ProtocolVersion.DTLSv12, fragment, 0, fragment.Length);
                plaintext = result.buf.AsSpan(result.off, result.len);
                return true;
            }
            catch (TlsFatalAlert)
            {
                return false;
            }
        }

        // What nonce and authentication cover: the epoch before the number (RFC 6347 section 4.1.2.1).
        private static long SequenceOf(in DtlsRecordHeader header) => ((long)header.Epoch << 48) | header.Number;
    }
}
