#nullable enable
using System.Collections.Generic;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;

namespace Earshot.Io.Dtls
{
    /// <summary>The side that sends the ClientHello, as BouncyCastle asks it.</summary>
    internal sealed class DtlsClient : DefaultTlsClient, TlsAuthentication
    {
        private readonly DtlsTerms _terms;

        public DtlsClient(TlsCrypto crypto, DtlsTerms terms)
            : base(crypto) => _terms = terms;

        public override int GetHandshakeResendTimeMillis() => DtlsTerms.NeverMilliseconds;

        public override bool RequiresExtendedMasterSecret() => true;

        // The fingerprint binds the certificate; how it was signed proves nothing more.
        public override bool ShouldCheckSigAlgOfPeerCerts() => false;

        // Renegotiation is never taken up, so a side that cannot do it securely is as good as any.
        public override void NotifySecureRenegotiation(bool secureRenegotiation)
        {
        }

        public override IDictionary<int, byte[]> GetClientExtensions()
        {
            IDictionary<int, byte[]> extensions = base.GetClientExtensions();
            extensions[ExtensionType.use_srtp] = _terms.OfferProfiles();
            return extensions;
        }

        public override void ProcessServerExtensions(IDictionary<int, byte[]> serverExtensions)
        {
            base.ProcessServerExtensions(serverExtensions);
            _terms.AcceptProfile(serverExtensions);
        }

        public override TlsAuthentication GetAuthentication() => this;

        public void NotifyServerCertificate(TlsServerCertificate serverCertificate) =>
            _terms.CheckCertificate(serverCertificate.Certificate);

        public TlsCredentials GetClientCredentials(CertificateRequest certificateRequest) =>
            _terms.SignerFor(m_context);

        public override void NotifyHandshakeComplete()
        {
            base.NotifyHandshakeComplete();
            _terms.ExportKeys(m_context);
        }

        protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.DTLSv12.Only();

        protected override int[] GetSupportedCipherSuites() => DtlsTerms.ClientSuites;

        protected override IList<int> GetSupportedGroups(IList<int> namedGroupRoles) => DtlsTerms.Groups;

        protected override IList<SignatureAndHashAlgorithm> GetSupportedSignatureAlgorithms() => DtlsTerms.Signatures;
    }
}
