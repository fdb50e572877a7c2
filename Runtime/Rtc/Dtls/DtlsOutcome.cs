#nullable enable
using Earshot.Rtc.Wire;

namespace Earshot.Rtc.Dtls
{
    /// <summary>How a handshake ended: with SRTP keys, or with the reason it failed.</summary>
    public readonly struct DtlsOutcome
    {
        /// <summary>None when it succeeded.</summary>
        public readonly CloseReason Failure;

        /// <summary>A sentence on the failure; empty when it succeeded.</summary>
        public readonly string Detail;

        /// <summary>The agreed profile (RFC 5764 section 4.1.2).</summary>
        public readonly SrtpProfile Profile;

        /// <summary>The exporter's output (RFC 5764 section 4.2): client key, server key, client salt, server salt.
        /// Null when it failed.</summary>
        public readonly byte[]? KeyingMaterial;

        private DtlsOutcome(CloseReason failure, string detail, SrtpProfile profile, byte[]? keyingMaterial)
        {
            Failure = failure;
            Detail = detail;
            Profile = profile;
            KeyingMaterial = keyingMaterial;
        }

        /// <summary>A handshake that ended with keys.</summary>
        public static DtlsOutcome Completed(SrtpProfile profile, byte[] keyingMaterial) =>
            new DtlsOutcome(CloseReason.None, "", profile, keyingMaterial);

        /// <summary>A handshake that failed.</summary>
        public static DtlsOutcome Failed(CloseReason failure, string detail) =>
            new DtlsOutcome(failure, detail, default, null);
    }
}
