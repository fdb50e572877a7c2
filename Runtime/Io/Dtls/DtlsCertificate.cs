#nullable enable
using System;
using Earshot.Rtc.Dtls;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace Earshot.Io.Dtls
{
    /// <summary>A self-signed P-256 certificate with its key. Nobody checks more of it than its hash, which the SDP
    /// carries (RFC 8827 section 6.5), so subject and dates are for form's sake.</summary>
    internal sealed class DtlsCertificate
    {
        public byte[] Der { get; }

        public AsymmetricKeyParameter PrivateKey { get; }

        public Fingerprint Fingerprint { get; }

        private DtlsCertificate(byte[] der, AsymmetricKeyParameter privateKey, Fingerprint fingerprint)
        {
            Der = der;
            PrivateKey = privateKey;
            Fingerprint = fingerprint;
        }

        public static DtlsCertificate Create(SecureRandom random, DateTime utcNow)
        {
            var generator = new ECKeyPairGenerator();
            generator.Init(new ECKeyGenerationParameters(X9ObjectIdentifiers.Prime256v1, random));
            AsymmetricCipherKeyPair keys = generator.GenerateKeyPair();

            var name = new X509Name("CN=earshot");
            var draft = new X509V3CertificateGenerator();
            draft.SetSerialNumber(new BigInteger(64, random).Add(BigInteger.One));
            draft.SetIssuerDN(name);
            draft.SetSubjectDN(name);
            draft.SetNotBefore(utcNow.AddDays(-1));
            draft.SetNotAfter(utcNow.AddDays(30));
            draft.SetPublicKey(keys.Public);
            byte[] der = draft.Generate(new EcdsaSha256(keys.Private, random)).GetEncoded();

            TryHash(der, "sha-256", out Fingerprint fingerprint);
            return new DtlsCertificate(der, keys.Private, fingerprint);
        }

        /// <summary>Hashes a certificate with one of RFC 8122's functions; false when <paramref name="algorithm"/> is
        /// none of them. MD5 and MD2 are refused: RFC 8122 section 5 forbids them.</summary>
        public static bool TryHash(byte[] der, string algorithm, out Fingerprint fingerprint)
        {
            fingerprint = default;
            IDigest? digest = NewDigest(algorithm);
            if (digest == null) return false;
            digest.BlockUpdate(der, 0, der.Length);
            var hash = new byte[digest.GetDigestSize()];
            digest.DoFinal(hash, 0);
            fingerprint = new Fingerprint(algorithm, BitConverter.ToString(hash).Replace('-', ':'));
            return true;
        }

        private static IDigest? NewDigest(string algorithm) => algorithm switch
        {
            "sha-1" => new Sha1Digest(),
            "sha-224" => new Sha224Digest(),
            "sha-256" => new Sha256Digest(),
            "sha-384" => new Sha384Digest(),
            "sha-512" => new Sha512Digest(),
            _ => null,
        };
    }
}
