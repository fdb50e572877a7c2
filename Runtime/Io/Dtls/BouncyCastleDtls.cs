#nullable enable
using System;
using System.Threading;
using Earshot.Io.Crypto;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Srtp;
using Earshot.Rtc.Wire;
using Org.BouncyCastle.Security;

namespace Earshot.Io.Dtls
{
    /// <summary>DTLS 1.2 by BouncyCastle, under a self-signed certificate made here and valid for 30 days.
    /// BouncyCastle's handshake blocks, so each one runs on a thread of its own and ends it; a finished association
    /// keeps none. Thread-safe; lives as long as the process wishes to be known by one fingerprint.</summary>
    public sealed class BouncyCastleDtls : IDtlsProvider
    {
        /// <summary>How many handshakes may be under way at once; one more fails at once.</summary>
        public const int MaxHandshakes = 256;

        private static readonly Lazy<bool> WarmedUp = new Lazy<bool>(ShakeHandsWithItself);

        private readonly DtlsCertificate _certificate;
        private readonly SecureRandom _random;
        private readonly ISrtpCrypto _crypto;
        private readonly bool _inline;
        private int _handshakes;

        /// <param name="random">Source of keys and nonces.</param>
        /// <param name="inline">True makes each call wait until the handshake's thread has nothing left to do, so that
        /// a test in virtual time needs no sleep. <c>wake</c> is then never called.</param>
        /// <param name="crypto">What seals and opens records after the handshake; managed code when null.</param>
        public BouncyCastleDtls(IRandom random, bool inline = false, ISrtpCrypto? crypto = null)
        {
            _crypto = crypto ?? new ManagedSrtpCrypto();
            _random = new SecureRandom(new InjectedRandom(random));
            _certificate = DtlsCertificate.Create(_random, DateTime.UtcNow);
            _inline = inline;
        }

        /// <inheritdoc/>
        public Fingerprint LocalFingerprint => _certificate.Fingerprint;

        /// <summary>Handshakes under way.</summary>
        public int Handshakes => Volatile.Read(ref _handshakes);

        /// <inheritdoc/>
        public IDtlsHandshake Start(DtlsRole role, Fingerprint expected, Action wake)
        {
            bool admitted = Interlocked.Increment(ref _handshakes) <= MaxHandshakes;
            var handshake = new BouncyCastleHandshake(
                role, new DtlsTerms(_certificate, expected), new DtlsCrypto(_random, _crypto), _inline, wake, End);
            if (admitted) handshake.Start();
            else handshake.Refuse($"{MaxHandshakes} DTLS handshakes are under way already; try again in a moment.");
            return handshake;
        }

        /// <summary>Shakes hands with itself once a process, so that the first real handshake finds its code compiled:
        /// cold it takes a fifth of a second on CoreCLR, more on Mono. Blocks; call it on a thread that may.</summary>
        public static void WarmUp() => _ = WarmedUp.Value;

        private static bool ShakeHandsWithItself()
        {
            var provider = new BouncyCastleDtls(new SystemRandom(), inline: true);
            var now = default(Instant);
            using var client = new DtlsTransport(provider, DtlsRole.Client, provider.LocalFingerprint, () => { });
            using var server = new DtlsTransport(provider, DtlsRole.Server, provider.LocalFingerprint, () => { });
            server.Start(now);
            client.Start(now);
            while (Carry(client, server, now) | Carry(server, client, now))
            {
            }

            return true;
        }

        private static bool Carry(DtlsTransport from, DtlsTransport to, Instant now)
        {
            Span<byte> datagram = stackalloc byte[DtlsRecordWriter.MaxDatagram];
            bool any = false;
            while (from.TryPollTransmit(now, datagram, out int length))
            {
                to.HandleDatagram(now, datagram.Slice(0, length));
                any = true;
            }

            from.TryPollOutcome(out _);
            return any;
        }

        private void End() => Interlocked.Decrement(ref _handshakes);
    }
}
