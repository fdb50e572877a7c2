#nullable enable
namespace Earshot.Rtc.Wire
{
    /// <summary>Why a connection ended. The name is also the metric's.</summary>
    public enum CloseReason
    {
        /// <summary>It has not ended.</summary>
        None,

        /// <summary>This side closed it.</summary>
        LocalClose,

        /// <summary>The other side sent a DTLS close_notify.</summary>
        RemoteClose,

        /// <summary>No candidate pair ever worked.</summary>
        IceFailed,

        /// <summary>The other side stopped answering consent checks (RFC 7675).</summary>
        ConsentExpired,

        /// <summary>The DTLS handshake failed; the peers agreed on no suite, or an alert came.</summary>
        DtlsFailed,

        /// <summary>The DTLS handshake did not end in time.</summary>
        DtlsTimeout,

        /// <summary>The certificate is not the one whose fingerprint the SDP carried (RFC 8827 section 6.5).</summary>
        FingerprintMismatch,

        /// <summary>An invariant of ours broke.</summary>
        Bug,
    }
}
