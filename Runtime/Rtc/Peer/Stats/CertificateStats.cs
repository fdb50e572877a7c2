#nullable enable
using Earshot.Rtc.Dtls;

namespace Earshot.Rtc
{
    /// <summary>One side's certificate, by the W3C's names
    /// (https://www.w3.org/TR/webrtc-stats/#certificatestats-dict*). The certificate itself is not kept.</summary>
    public readonly struct CertificateStats
    {
        /// <summary>Upper-case hex bytes joined by colons.</summary>
        public readonly string Fingerprint;

        /// <summary>The hash function, such as "sha-256".</summary>
        public readonly string FingerprintAlgorithm;

        internal CertificateStats(Fingerprint fingerprint)
        {
            Fingerprint = fingerprint.Value;
            FingerprintAlgorithm = fingerprint.Algorithm;
        }
    }
}
