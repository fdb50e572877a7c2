#nullable enable
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace Earshot.Io.Dtls
{
    /// <summary>ecdsa-with-SHA256 (https://www.rfc-editor.org/rfc/rfc5758#section-3.2). BouncyCastle's own factory
    /// finds algorithms by name in tables that it fills by reflection, which code compiled ahead of time cannot
    /// do.</summary>
    internal sealed class EcdsaSha256 : ISignatureFactory
    {
        private readonly AsymmetricKeyParameter _privateKey;
        private readonly SecureRandom _random;

        public EcdsaSha256(AsymmetricKeyParameter privateKey, SecureRandom random)
        {
            _privateKey = privateKey;
            _random = random;
        }

        public object AlgorithmDetails => new AlgorithmIdentifier(X9ObjectIdentifiers.ECDsaWithSha256);

        public IStreamCalculator<IBlockResult> CreateCalculator()
        {
            var signer = new DsaDigestSigner(new ECDsaSigner(), new Sha256Digest());
            signer.Init(true, new ParametersWithRandom(_privateKey, _random));
            return new DefaultSignatureCalculator(signer);
        }
    }
}
