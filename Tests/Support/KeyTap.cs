#nullable enable
using System;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Wire;

namespace Earshot.Tests
{
    /// <summary>A DTLS provider that lets a test see the keys that were agreed.</summary>
    public sealed class KeyTap : IDtlsProvider
    {
        private readonly IDtlsProvider _inner;

        public KeyTap(IDtlsProvider inner) => _inner = inner;

        public Fingerprint LocalFingerprint => _inner.LocalFingerprint;

        /// <summary>The last handshake's outcome; its keys are a copy.</summary>
        public DtlsOutcome Outcome { get; private set; }

        /// <summary>The role in the last handshake.</summary>
        public DtlsRole Role { get; private set; }

        public IDtlsHandshake Start(DtlsRole role, Fingerprint expected, Action wake)
        {
            Role = role;
            return new Handshake(this, _inner.Start(role, expected, wake));
        }

        private sealed class Handshake : IDtlsHandshake
        {
            private readonly KeyTap _tap;
            private readonly IDtlsHandshake _inner;

            public Handshake(KeyTap tap, IDtlsHandshake inner)
            {
                _tap = tap;
                _inner = inner;
            }

            public bool TryPollOutcome(out DtlsOutcome outcome)
            {
                if (!_inner.TryPollOutcome(out outcome)) return false;
                if (outcome.KeyingMaterial is { } keys)
                    _tap.Outcome = DtlsOutcome.Completed(outcome.Profile, (byte[])keys.Clone());
                return true;
            }

            public DropReason HandleDatagram(ReadOnlySpan<byte> datagram) => _inner.HandleDatagram(datagram);

            public bool TrySeal(Span<byte> datagram, int plaintextLength, out int length) =>
                _inner.TrySeal(datagram, plaintextLength, out length);

            public bool TryOpen(Span<byte> record, out Span<byte> plaintext) =>
                _inner.TryOpen(record, out plaintext);

            public void Resend() => _inner.Resend();

            public bool TryPollTransmit(Span<byte> buffer, out int length) =>
                _inner.TryPollTransmit(buffer, out length);

            public bool TryPollClosed() => _inner.TryPollClosed();

            public void Close() => _inner.Close();

            public void Dispose() => _inner.Dispose();
        }
    }
}
