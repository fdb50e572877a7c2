#nullable enable
using System;
using System.Collections.Generic;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;

namespace Earshot.Io.Dtls
{
    /// <summary>The side that waits for the ClientHello, as BouncyCastle asks it. It sends no HelloVerifyRequest: ICE
    /// has validated the address before a datagram comes here.</summary>
    internal sealed class DtlsServer : DefaultTlsServer
    {
        private readonly DtlsTerms _terms;

        public DtlsServer(TlsCrypto crypto, DtlsTerms terms)
            : base(crypto) => _terms = terms;

        public override int GetHandshakeResendTimeMillis() => DtlsTerms.NeverMilliseconds;

        public override bool RequiresExtendedMasterSecret() => true;

        // The fingerprint binds the certificate; how it was signed proves nothing more.
        public override bool ShouldCheckSigAlgOfPeerCerts() => false;

        // Renegotiation is never taken up, so a side that cannot do it securely is as good as any.
        public override void NotifySecureRenegotiation(bool secureRenegotiation)
        {
        }

        public override IDictionary<int, byte[]> GetServerExtensions()
        {
            IDictionary<int, byte[]> extensions = base.GetServerExtensions();
            extensions[ExtensionType.use_srtp] = _terms.ChooseProfile(m_clientExtensions);
            return extensions;
        }

        public override CertificateRequest GetCertificateRequest() => new CertificateRequest(
            new[] { ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign }, DtlsTerms.Signatures, null);

        public override void NotifyClientCertificate(Certificate clientCertificate) =>
            _terms.CheckCertificate(clientCertificate);

        public override void NotifyHandshakeComplete()
        {
            base.NotifyHandshakeComplete();
            _terms.ExportKeys(m_context);
        }

        public override int[] GetSupportedGroups() => DtlsTerms.Groups;

        protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.DTLSv12.Only();

        protected override int[] GetSupportedCipherSuites() => DtlsTerms.ServerSuites;

        protected override TlsCredentialedSigner GetECDsaSignerCredentials() => _terms.SignerFor(m_context);

        // BouncyCastle would take the client's first group, even one it cannot compute.
        protected override int SelectECDH(int minimumCurveBits)
        {
            int[] offered = m_context.SecurityParameters.ClientSupportedGroups;
            if (offered == null) return SelectECDHDefault(minimumCurveBits);
            return Array.Find(DtlsTerms.Groups, group => Array.IndexOf(offered, group) >= 0);
        }
    }
}
