#nullable enable
using System;
using Earshot.Rtc.Dtls;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Operators;
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
        private static readonly string[] HashFunctions = { "sha-1", "sha-224", "sha-256", "sha-384", "sha-512" };

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
            byte[] der = draft.Generate(new Asn1SignatureFactory("SHA256withECDSA", keys.Private, random)).GetEncoded();

            TryHash(der, "sha-256", out Fingerprint fingerprint);
            return new DtlsCertificate(der, keys.Private, fingerprint);
        }

        /// <summary>Hashes a certificate with one of RFC 8122's functions; false when <paramref name="algorithm"/> is
        /// none of them. MD5 and MD2 are refused: RFC 8122 section 5 forbids them.</summary>
        public static bool TryHash(byte[] der, string algorithm, out Fingerprint fingerprint)
        {
            fingerprint = default;
            if (Array.IndexOf(HashFunctions, algorithm) < 0) return false;
            byte[] hash = DigestUtilities.CalculateDigest(algorithm.ToUpperInvariant(), der);
            fingerprint = new Fingerprint(algorithm, BitConverter.ToString(hash).Replace('-', ':'));
            return true;
        }
    }
}
