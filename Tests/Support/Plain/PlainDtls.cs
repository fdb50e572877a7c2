#nullable enable
using System;
using System.Linq;
using Earshot.Rtc.Dtls;

namespace Earshot.Tests
{
    /// <summary>DTLS without secrets: a hello from either side, then records in the clear. It takes microseconds and is
    /// the same on every run.</summary>
    public sealed class PlainDtls : IDtlsProvider
    {
        public Fingerprint LocalFingerprint { get; } =
            new Fingerprint("sha-256", string.Join(":", Enumerable.Repeat("00", 32)));

        public IDtlsHandshake Start(DtlsRole role, Fingerprint expected, Action wake) => new PlainHandshake(role);
    }
}
