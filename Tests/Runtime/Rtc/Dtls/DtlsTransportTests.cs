#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class DtlsTransportTests
    {
        private static readonly Instant Start = Instant.FromMilliseconds(5000);
        private static readonly byte[] HandshakeDatagram = { (byte)DtlsContentType.Handshake };

        [Test]
        public void FirstTimeout_IsTwoHundredMillisecondsThenDoublesToThreeSeconds()
        {
            var scripted = new Scripted();
            using DtlsTransport transport = Started(scripted, DtlsRole.Client);
            scripted.Outgoing.Enqueue(new byte[100]);
            Assert.That(Drain(transport, Start), Is.EqualTo(1));

            Instant now = Start;
            foreach (int wait in new[] { 200, 400, 800, 1600, 3000, 3000 })
            {
                Assert.That(transport.NextDeadline.Reason, Is.EqualTo(DeadlineReason.DtlsRetransmit));
                Assert.That(transport.NextDeadline.At - now, Is.EqualTo(TimeSpan.FromMilliseconds(wait)));
                now = transport.NextDeadline.At;
                int before = scripted.Resends;
                transport.HandleTimeout(now - TimeSpan.FromMilliseconds(1));
                Assert.That(scripted.Resends, Is.EqualTo(before), "not early");
                transport.HandleTimeout(now);
                Assert.That(scripted.Resends, Is.EqualTo(before + 1));
                Drain(transport, now);
            }
        }

        [TestCase(1, new[] { 15, 50, 100, 200 })]
        [TestCase(40, new[] { 15, 60, 120, 240 })]
        [TestCase(100, new[] { 25, 150, 300, 600 })]
        [TestCase(4000, new[] { 1000, 3000, 3000 })]
        public void OnAMeasuredPath_AFlightGoesOutAgainEarlyThenAfterOneAndAHalfRoundTrips(int roundTrip, int[] waits)
        {
            var scripted = new Scripted();
            using var transport = new DtlsTransport(scripted, DtlsRole.Client, default, () => { });
            transport.RoundTripTime = TimeSpan.FromMilliseconds(roundTrip);
            transport.Start(Start);
            scripted.Outgoing.Enqueue(new byte[100]);
            Drain(transport, Start);
            Instant now = Start;
            foreach (int wait in waits)
            {
                Assert.That(transport.NextDeadline.At - now, Is.EqualTo(TimeSpan.FromMilliseconds(wait)));
                now = transport.NextDeadline.At;
                transport.HandleTimeout(now);
                Assert.That(Drain(transport, now), Is.EqualTo(1));
            }
        }

        [Test]
        public void TheNextFlight_BeginsWithTheShortestTimeout()
        {
            var scripted = new Scripted();
            using DtlsTransport transport = Started(scripted, DtlsRole.Client);
            scripted.Outgoing.Enqueue(new byte[100]);
            Drain(transport, Start);
            Instant now = transport.NextDeadline.At;
            transport.HandleTimeout(now);
            Drain(transport, now);
            transport.HandleDatagram(now, HandshakeDatagram);
            scripted.Outgoing.Enqueue(new byte[100]);
            Drain(transport, now);
            Assert.That(transport.NextDeadline.At - now, Is.EqualTo(TimeSpan.FromMilliseconds(200)));
        }

        [Test]
        public void AServersFlight_GoesOutAgainWhenTheClientHelloComesAgain_TenTimesASecondAtMost()
        {
            var scripted = new Scripted();
            using DtlsTransport transport = Started(scripted, DtlsRole.Server);
            var clientHello = new byte[60];
            clientHello[0] = (byte)DtlsContentType.Handshake;
            clientHello[DtlsRecordHeader.Size] = 1;
            transport.HandleDatagram(Start, clientHello);
            transport.HandleDatagram(Start, clientHello);
            Assert.That(scripted.Resends, Is.Zero, "nothing was sent yet");

            scripted.Outgoing.Enqueue(new byte[100]);
            Drain(transport, Start);
            for (int i = 0; i < 1000; i++)
            {
                transport.HandleDatagram(Start + TimeSpan.FromMilliseconds(i), clientHello);
                Drain(transport, Start + TimeSpan.FromMilliseconds(i));
            }

            Assert.That(scripted.Resends, Is.EqualTo(10));
            transport.HandleDatagram(Start + TimeSpan.FromSeconds(2), HandshakeDatagram);
            Assert.That(scripted.Resends, Is.EqualTo(10), "a part of flight 5 asks for nothing");
        }

        [Test]
        public void AServer_WaitsInPatienceUntilItHasSentSomething()
        {
            var scripted = new Scripted();
            using DtlsTransport transport = Started(scripted, DtlsRole.Server);
            Assert.That(transport.NextDeadline.Reason, Is.EqualTo(DeadlineReason.DtlsTimeout));
            Assert.That(transport.NextDeadline.At - Start, Is.EqualTo(TimeSpan.FromSeconds(30)));
        }

        [Test]
        public void NothingIsPending_OnceThereAreKeys()
        {
            var scripted = new Scripted();
            using DtlsTransport transport = Established(scripted, DtlsRole.Client);
            Assert.That(transport.NextDeadline.IsPending, Is.False);
            Assert.That(transport.TryPollOutcome(out _), Is.False, "once");
        }

        [Test]
        public void AnEstablishedServer_AnswersHandshakeRecordsTenTimesASecondAtMost()
        {
            var scripted = new Scripted();
            using DtlsTransport transport = Established(scripted, DtlsRole.Server);
            for (int i = 0; i < 1000; i++)
                transport.HandleDatagram(Start + TimeSpan.FromMilliseconds(i), HandshakeDatagram);
            Assert.That(scripted.Resends, Is.EqualTo(10));
            transport.HandleDatagram(Start + TimeSpan.FromSeconds(2), new[] { (byte)DtlsContentType.Alert });
            Assert.That(scripted.Resends, Is.EqualTo(10), "an alert asks for nothing");
        }

        [Test]
        public void AnEstablishedClient_AnswersNoHandshakeRecord()
        {
            var scripted = new Scripted();
            using DtlsTransport transport = Established(scripted, DtlsRole.Client);
            transport.HandleDatagram(Start, HandshakeDatagram);
            Assert.That(scripted.Resends, Is.EqualTo(0), "or the two would answer each other for ever");
        }

        [Test]
        public void AfterThirtySeconds_ItFailsAndClosesTheHandshake()
        {
            var scripted = new Scripted();
            using DtlsTransport transport = Started(scripted, DtlsRole.Server);
            transport.HandleTimeout(Start + TimeSpan.FromSeconds(30));
            Assert.That(transport.TryPollOutcome(out DtlsOutcome outcome), Is.True);
            Assert.That(outcome.Failure, Is.EqualTo(CloseReason.DtlsTimeout));
            Assert.That(outcome.Detail, Does.Contain("30 s"));
            Assert.That(scripted.Closed, Is.True);
            Assert.That(transport.NextDeadline.IsPending, Is.False);
            Assert.That(transport.TryPollOutcome(out _), Is.False, "once");
        }

        [Test]
        public void BeforeStart_NothingHappens()
        {
            using var transport = new DtlsTransport(new Scripted(), DtlsRole.Server, default, () => { });
            transport.HandleDatagram(Start, HandshakeDatagram);
            transport.HandleTimeout(Start);
            Assert.That(Drain(transport, Start), Is.EqualTo(0));
            Assert.That(transport.TryPollOutcome(out _), Is.False);
            Assert.That(transport.TryPollClosed(), Is.False);
        }

        [Test]
        public void RemoteClose_IsReportedOnce()
        {
            var scripted = new Scripted();
            using DtlsTransport transport = Established(scripted, DtlsRole.Client);
            scripted.RemoteClosed = true;
            Assert.That(transport.TryPollClosed(), Is.True);
            Assert.That(transport.TryPollClosed(), Is.False);
        }

        private static DtlsTransport Started(Scripted scripted, DtlsRole role)
        {
            var transport = new DtlsTransport(scripted, role, default, () => { });
            transport.Start(Start);
            return transport;
        }

        private static DtlsTransport Established(Scripted scripted, DtlsRole role)
        {
            DtlsTransport transport = Started(scripted, role);
            scripted.Outgoing.Enqueue(new byte[100]);
            Drain(transport, Start);
            scripted.Outcome = DtlsOutcome.Completed(SrtpProfile.AeadAes128Gcm, new byte[56]);
            Assert.That(transport.TryPollOutcome(out DtlsOutcome outcome), Is.True);
            Assert.That(outcome.KeyingMaterial, Has.Length.EqualTo(56));
            return transport;
        }

        private static int Drain(DtlsTransport transport, Instant now)
        {
            int datagrams = 0;
            while (transport.TryPollTransmit(now, new byte[1500], out _)) datagrams++;
            return datagrams;
        }

        /// <summary>A provider and its only handshake, which does what the test says.</summary>
        private sealed class Scripted : IDtlsProvider, IDtlsHandshake
        {
            public readonly Queue<byte[]> Outgoing = new Queue<byte[]>();
            private byte[] _flight = Array.Empty<byte>();

            public DtlsOutcome? Outcome { get; set; }

            public bool RemoteClosed { get; set; }

            public bool Closed { get; private set; }

            public int Resends { get; private set; }

            public Fingerprint LocalFingerprint => new Fingerprint("sha-256", "00");

            public IDtlsHandshake Start(DtlsRole role, Fingerprint expected, Action wake) => this;

            public DropReason HandleDatagram(ReadOnlySpan<byte> datagram) => DropReason.None;

            public bool TrySeal(Span<byte> datagram, int plaintextLength, out int length)
            {
                length = plaintextLength;
                return true;
            }

            public bool TryOpen(Span<byte> record, out Span<byte> plaintext)
            {
                plaintext = record;
                return true;
            }

            public void Resend()
            {
                Resends++;
                Outgoing.Enqueue(_flight);
            }

            public bool TryPollTransmit(Span<byte> buffer, out int length)
            {
                length = 0;
                if (!Outgoing.TryDequeue(out byte[]? datagram)) return false;
                _flight = datagram;
                datagram.CopyTo(buffer);
                length = datagram.Length;
                return true;
            }

            public bool TryPollOutcome(out DtlsOutcome outcome)
            {
                outcome = Outcome.GetValueOrDefault();
                bool happened = Outcome.HasValue;
                Outcome = null;
                return happened;
            }

            public bool TryPollClosed() => RemoteClosed;

            public void Close() => Closed = true;

            public void Dispose()
            {
            }
        }
    }
}
