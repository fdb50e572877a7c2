#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace Earshot.Io.Dtls
{
    /// <summary>What one handshake insists on, whichever side it plays: suites, groups and signatures, an SRTP profile,
    /// the other side's certificate, and the keys that come out. Lives on the handshake's thread.</summary>
    internal sealed class DtlsTerms
    {
        /// <summary>How long BouncyCastle waits before it resends by itself: longer than any handshake may take, as
        /// <see cref="DtlsTransport"/> owns retransmission.</summary>
        public const int NeverMilliseconds = 24 * 60 * 60 * 1000;

        private const string ExporterLabel = "EXTRACTOR-dtls_srtp";

        /// <summary>AES-GCM only, as <see cref="RecordCipher"/> is. ECDSA for our own certificate and every browser's;
        /// RSA for those who still bring one, which only a
        /// client can meet, for a server answers with its own.</summary>
        public static readonly int[] ClientSuites =
        {
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        };

        public static readonly int[] ServerSuites =
        {
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        };

        /// <summary>X25519 first: BouncyCastle computes it several times as fast as P-256.</summary>
        public static readonly int[] Groups = { NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1 };

        public static readonly IList<SignatureAndHashAlgorithm> Signatures = new[]
        {
            SignatureAndHashAlgorithm.GetInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa),
            SignatureAndHashAlgorithm.GetInstance(HashAlgorithm.sha384, SignatureAlgorithm.ecdsa),
            SignatureAndHashAlgorithm.rsa_pss_rsae_sha256,
            SignatureAndHashAlgorithm.GetInstance(HashAlgorithm.sha256, SignatureAlgorithm.rsa),
            SignatureAndHashAlgorithm.GetInstance(HashAlgorithm.sha384, SignatureAlgorithm.rsa),
            SignatureAndHashAlgorithm.GetInstance(HashAlgorithm.sha512, SignatureAlgorithm.rsa),
        };

        // Best first. GCM is the fastest for a voice packet, with processor instructions and without; 256 bits take a
        // third longer, and are there for who insists on them.
        private static readonly SrtpProfile[] Profiles =
        {
            SrtpProfile.AeadAes128Gcm,
            SrtpProfile.AeadAes256Gcm,
            SrtpProfile.Aes128CmHmacSha1Tag80,
        };

        private readonly DtlsCertificate _certificate;
        private readonly Fingerprint _expected;
        private SrtpProfile _profile;

        public DtlsTerms(DtlsCertificate certificate, Fingerprint expected)
        {
            _certificate = certificate;
            _expected = expected;
        }

        /// <summary>Set by the one who finds out first: the keys, or a failure more telling than
        /// BouncyCastle's.</summary>
        public DtlsOutcome? Outcome { get; private set; }

        public byte[] OfferProfiles() => TlsSrtpUtilities.CreateUseSrtpExtension(new UseSrtpData(
            Array.ConvertAll(Profiles, profile => (int)profile), TlsUtilities.EmptyBytes));

        /// <summary>A server's choice among the client's profiles.</summary>
        public byte[] ChooseProfile(IDictionary<int, byte[]>? clientExtensions)
        {
            AcceptProfile(clientExtensions);
            return TlsSrtpUtilities.CreateUseSrtpExtension(
                new UseSrtpData(new[] { (int)_profile }, TlsUtilities.EmptyBytes));
        }

        /// <summary>Takes our favourite of those in the other side's use_srtp; a server's names just one.</summary>
        public void AcceptProfile(IDictionary<int, byte[]>? extensions)
        {
            UseSrtpData? offer = extensions == null ? null : TlsSrtpUtilities.GetUseSrtpExtension(extensions);
            int[] offered = offer?.ProtectionProfiles ?? Array.Empty<int>();
            _profile = Array.Find(Profiles, known => Array.IndexOf(offered, (int)known) >= 0);
            if (_profile != SrtpProfile.None) return;
            throw Refuse(
                AlertDescription.handshake_failure, CloseReason.DtlsFailed,
                "The other side's DTLS names no SRTP profile that is spoken here (use_srtp, RFC 5764); " +
                "AEAD_AES_128_GCM, AEAD_AES_256_GCM and AES128_CM_HMAC_SHA1_80 are.");
        }

        /// <summary>Throws the alert that ends the handshake when the certificate is not the expected one.</summary>
        public void CheckCertificate(Certificate certificate)
        {
            if (certificate == null || certificate.IsEmpty)
            {
                throw Refuse(
                    AlertDescription.bad_certificate, CloseReason.FingerprintMismatch,
                    $"The other side showed no certificate; its SDP promised one with {_expected}.");
            }

            byte[] der = certificate.GetCertificateAt(0).GetEncoded();
            if (!DtlsCertificate.TryHash(der, _expected.Algorithm, out Fingerprint actual))
            {
                throw Refuse(
                    AlertDescription.bad_certificate, CloseReason.FingerprintMismatch,
                    $"The SDP's fingerprint uses {_expected.Algorithm}, which is not supported; sha-256 is.");
            }

            if (actual != _expected)
            {
                throw Refuse(
                    AlertDescription.bad_certificate, CloseReason.FingerprintMismatch,
                    $"The other side's certificate has {actual}, but its SDP promised {_expected}.");
            }
        }

        public TlsCredentialedSigner SignerFor(TlsContext context)
        {
            var crypto = (BcTlsCrypto)context.Crypto;
            TlsCertificate certificate = crypto.CreateCertificate(CertificateType.X509, _certificate.Der);
            return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context), crypto, _certificate.PrivateKey,
                new Certificate(new[] { certificate }), Signatures[0]);
        }

        public void ExportKeys(TlsContext context)
        {
            byte[] keys = context.ExportKeyingMaterial(
                ExporterLabel, null, SrtpSession.KeyingMaterialLength(_profile));
            Outcome = DtlsOutcome.Completed(_profile, keys);
        }

        private TlsFatalAlert Refuse(short alert, CloseReason reason, string detail)
        {
            Outcome = DtlsOutcome.Failed(reason, detail);
            return new TlsFatalAlert(alert, detail);
        }
    }
}
