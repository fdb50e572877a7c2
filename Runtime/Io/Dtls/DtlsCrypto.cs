#nullable enable
using Earshot.Rtc.Srtp;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace Earshot.Io.Dtls
{
    /// <summary>BouncyCastle's cryptography for one association, but for the cipher of epoch 1, which is ours and at
    /// hand to seal and open records beside BouncyCastle's record layer. One thread at a time.</summary>
    internal sealed class DtlsCrypto : BcTlsCrypto
    {
        private readonly ISrtpCrypto _crypto;

        public DtlsCrypto(SecureRandom random, ISrtpCrypto crypto)
            : base(random) => _crypto = crypto;

        /// <summary>Null until the handshake has agreed on keys.</summary>
        public RecordCipher? Cipher { get; private set; }

        public override TlsCipher CreateCipher(
            TlsCryptoParameters cryptoParams, int encryptionAlgorithm, int macAlgorithm)
        {
            int keySize = RecordCipher.KeySizeOf(encryptionAlgorithm);
            if (keySize == 0) throw new TlsFatalAlert(AlertDescription.internal_error); // none else is offered
            Cipher = new RecordCipher(_crypto, cryptoParams, keySize);
            return new EpochCipher(Cipher);
        }
    }
}
