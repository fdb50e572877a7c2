#nullable enable
using System;

namespace Earshot.Rtc.Dtls
{
    /// <summary>Makes handshakes with one local certificate. Io implements it on BouncyCastle.</summary>
    public interface IDtlsProvider
    {
        /// <summary>The local certificate's fingerprint, for <c>a=fingerprint</c>.</summary>
        Fingerprint LocalFingerprint { get; }

        /// <summary>Begins a handshake. A client's first flight can be polled at once or after
        /// <paramref name="wake"/>.</summary>
        /// <param name="role">Which side to play.</param>
        /// <param name="expected">What the other side's certificate must hash to.</param>
        /// <param name="wake">Called, from any thread, when something new can be polled. It must not block.</param>
        IDtlsHandshake Start(DtlsRole role, Fingerprint expected, Action wake);
    }
}
