#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Earshot.Io.Dtls;
using Earshot.Rtc.Dtls;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class BouncyCastleDtlsTests
    {
        private static readonly TimeSpan Long = TimeSpan.FromSeconds(40);

        [Test]
        public void Handshake_GivesBothSidesTheSameKeys()
        {
            using var pair = new DtlsPair();
            pair.Start();
            Instant start = pair.Now;
            pair.RunUntilEnded(Long);
            AssertSameKeys(pair);
            Assert.That((pair.Now - start).TotalMilliseconds, Is.LessThanOrEqualTo(50), "two round trips of 20 ms");
            Assert.That(pair.Sent.Max(sent => sent.Datagram.Length), Is.LessThanOrEqualTo(1200));
        }

        [Test]
        public void Handshake_ResendsNothingOnACleanPath()
        {
            using var pair = new DtlsPair();
            pair.Start();
            pair.RunUntilEnded(Long);
            pair.RunFor(TimeSpan.FromSeconds(5));
            Assert.That(pair.Sent.Count(sent => sent.ToServer), Is.EqualTo(2), "ClientHello, flight 5");
            Assert.That(pair.Sent.Count(sent => !sent.ToServer), Is.EqualTo(2), "flight 4, flight 6");
        }

        [Test]
        public void Handshake_OnAMeasuredCleanPath_SendsEachFlightTwice()
        {
            using var pair = new DtlsPair { RoundTripTime = TimeSpan.FromMilliseconds(20) };
            pair.Start();
            pair.RunUntilEnded(Long);
            pair.RunFor(TimeSpan.FromSeconds(5));
            Assert.That(pair.Sent.Count(sent => sent.ToServer), Is.EqualTo(4), "ClientHello, flight 5");
            Assert.That(pair.Sent.Count(sent => !sent.ToServer), Is.EqualTo(4), "flight 4, flight 6");
        }

        [Test]
        public void Handshake_CompletesOnALossyPath(
            [Range(1, 20)] int seed, [Values(0.05, 0.1, 0.3)] double loss, [Values(0, 20)] int roundTrip)
        {
            using var pair = new DtlsPair(seed)
            {
                Loss = loss,
                RoundTripTime = TimeSpan.FromMilliseconds(roundTrip),
            };
            pair.Start();
            Instant start = pair.Now;
            pair.RunUntilEnded(Long);
            AssertSameKeys(pair);
            Assert.That(pair.Now - start, Is.LessThan(TimeSpan.FromSeconds(20)));
        }

        // As large as Chromium's with a post-quantum key share, in two datagrams, and DTLS 1.3 first.
        [Test]
        public void LargeClientHelloThatPrefersDtls13_IsAnsweredIn12([Values] bool backwards)
        {
            using var pair = new DtlsPair();
            byte[]? hello = null;
            pair.Eats = (toServer, datagram) =>
            {
                if (!toServer) return false;
                hello = datagram;
                return true;
            };
            pair.Start();
            pair.RunFor(TimeSpan.FromMilliseconds(1));
            pair.Eats = (toServer, datagram) => toServer;
            var parts = FragmentsOf(WithExtensionsOfChromium(hello!), 1100).ToList();
            Assert.That(parts, Has.Count.EqualTo(2));
            if (backwards) parts.Reverse();
            parts.ForEach(part => pair.Send(true, part));
            pair.RunFor(TimeSpan.FromMilliseconds(100));

            byte[] answer = pair.Sent.First(sent => !sent.ToServer).Datagram;
            Assert.That(answer[DtlsRecordHeader.Size], Is.EqualTo(2), "a ServerHello");
            int version = answer[DtlsRecordHeader.Size + 12] << 8 | answer[DtlsRecordHeader.Size + 13];
            Assert.That(version, Is.EqualTo(0xFEFD), "of DTLS 1.2");
        }

        [Test]
        public void Handshake_CompletesWithRepeatedAndReorderedDatagrams([Range(1, 10)] int seed)
        {
            using var pair = new DtlsPair(seed)
            {
                Repetition = 0.5,
                Jitter = TimeSpan.FromMilliseconds(80),
                Loss = 0.1,
            };
            pair.Start();
            pair.RunUntilEnded(Long);
            AssertSameKeys(pair);
        }

        [Test]
        public void LostFinalFlight_IsRecovered([Values(1, 2, 5)] int times)
        {
            int eaten = 0;
            using var pair = new DtlsPair();
            int flights = 0;
            pair.Eats = (toServer, datagram) => !toServer && flights++ > 0 && eaten++ < times;
            pair.Start();
            pair.RunUntilEnded(Long);
            AssertSameKeys(pair);
            Assert.That(eaten, Is.GreaterThanOrEqualTo(times));
        }

        [Test]
        public void FragmentedClientHello_IsPutTogetherInAnyOrder([Values] bool backwards)
        {
            using var pair = new DtlsPair();
            bool isFirst = true;
            pair.Eats = (toServer, datagram) =>
            {
                if (!toServer || !isFirst) return false;
                isFirst = false;
                var fragments = FragmentsOf(datagram, 40).ToList();
                if (backwards) fragments.Reverse();
                fragments.ForEach(fragment => pair.Send(true, fragment));
                return true;
            };
            pair.Start();
            pair.RunUntilEnded(Long);
            AssertSameKeys(pair);
            Assert.That(pair.Sent.Count(sent => sent.ToServer), Is.EqualTo(2), "none was sent again");
        }

        [Test]
        public void RecordNumbers_AreNeverUsedTwice([Range(1, 5)] int seed)
        {
            using var pair = new DtlsPair(seed) { Loss = 0.4 };
            pair.Start();
            pair.RunUntilEnded(Long);
            foreach (bool toServer in new[] { true, false })
            {
                var numbers = pair.Sent.Where(sent => sent.ToServer == toServer)
                    .SelectMany(sent => NumbersOf(sent.Datagram)).ToList();
                Assert.That(numbers, Is.Unique);
            }
        }

        [Test]
        public void WrongFingerprint_FailsOnTheSideThatExpectedAnother([Values] DtlsRole side)
        {
            var wrong = new Fingerprint("sha-256", string.Join(":", Enumerable.Repeat("AB", 32)));
            using var pair = side == DtlsRole.Client
                ? new DtlsPair(clientExpects: wrong)
                : new DtlsPair(serverExpects: wrong);
            pair.Start();
            pair.RunUntilEnded(Long);
            DtlsOutcome self = (side == DtlsRole.Client ? pair.ClientOutcome : pair.ServerOutcome)!.Value;
            DtlsOutcome other = (side == DtlsRole.Client ? pair.ServerOutcome : pair.ClientOutcome)!.Value;
            Assert.That(self.Failure, Is.EqualTo(CloseReason.FingerprintMismatch));
            Assert.That(self.Detail, Does.Contain("AB:AB").And.Contain("sha-256"));
            Assert.That(self.KeyingMaterial, Is.Null);
            Assert.That(other.Failure, Is.EqualTo(CloseReason.DtlsFailed), "it hears the alert");
        }

        [Test]
        public void UnknownHashFunction_FailsWithASentence()
        {
            using var pair = new DtlsPair(clientExpects: new Fingerprint("md5", "00"));
            pair.Start();
            pair.RunUntilEnded(Long);
            Assert.That(pair.ClientOutcome!.Value.Failure, Is.EqualTo(CloseReason.FingerprintMismatch));
            Assert.That(pair.ClientOutcome!.Value.Detail, Does.Contain("md5"));
        }

        [Test]
        public void Fingerprint_IsCheckedWithEveryHashFunction(
            [Values("sha-1", "sha-224", "sha-256", "sha-384", "sha-512")] string algorithm)
        {
            using var learn = new DtlsPair(clientExpects: new Fingerprint(algorithm, ""));
            learn.Start();
            learn.RunUntilEnded(Long);
            string detail = learn.ClientOutcome!.Value.Detail;
            string actual = detail.Split(' ').SkipWhile(word => word != algorithm).ElementAt(1).TrimEnd(',');

            using var pair = new DtlsPair(clientExpects: new Fingerprint(algorithm.ToUpperInvariant(), actual));
            pair.Start();
            pair.RunUntilEnded(Long);
            AssertSameKeys(pair);
        }

        [Test]
        public void Silence_TimesOutAfterThirtySeconds()
        {
            using var pair = new DtlsPair { Loss = 1 };
            pair.Start();
            Instant start = pair.Now;
            pair.RunUntilEnded(Long);
            Assert.That(pair.ClientOutcome!.Value.Failure, Is.EqualTo(CloseReason.DtlsTimeout));
            Assert.That(pair.ServerOutcome!.Value.Failure, Is.EqualTo(CloseReason.DtlsTimeout));
            Assert.That(pair.Now - start, Is.EqualTo(TimeSpan.FromSeconds(30)));
            Assert.That(pair.Sent.Count, Is.InRange(10, 16), "ClientHello at 0, 0.2, 0.6, 1.4, 3, 6 … 27 s");
        }

        [Test]
        public void Garbage_DisturbsNothing([Range(1, 10)] int seed)
        {
            var random = new Random(seed);
            using var pair = new DtlsPair(seed);
            pair.Eats = (toServer, datagram) =>
            {
                pair.Send(toServer, Garbage(random));
                pair.Send(!toServer, Garbage(random));
                pair.Send(toServer, datagram.AsSpan(0, random.Next(datagram.Length)).ToArray());
                return false;
            };
            pair.Send(true, Garbage(random));
            pair.Send(false, Garbage(random));
            pair.Start();
            pair.RunUntilEnded(Long);
            AssertSameKeys(pair);

            for (int i = 0; i < 200; i++) pair.Send(i % 2 == 0, Garbage(random));
            pair.RunFor(TimeSpan.FromSeconds(1));
            Assert.That(pair.Server.TryPollClosed() || pair.Client.TryPollClosed(), Is.False);
            AssertCloseIsHeard(pair, closing: pair.Client, hearing: pair.Server);
        }

        [Test]
        public void Close_IsHeardByTheOtherSide([Values] DtlsRole side)
        {
            using var pair = new DtlsPair();
            pair.Start();
            pair.RunUntilEnded(Long);
            if (side == DtlsRole.Client) AssertCloseIsHeard(pair, pair.Client, pair.Server);
            else AssertCloseIsHeard(pair, pair.Server, pair.Client);
        }

        [Test]
        public void FlippedAlert_IsNotACloseNotify()
        {
            using var pair = new DtlsPair();
            pair.Start();
            pair.RunUntilEnded(Long);
            pair.Eats = (toServer, datagram) =>
            {
                datagram[datagram.Length - 1] ^= 1;
                return false;
            };
            pair.Client.Close();
            pair.RunFor(TimeSpan.FromSeconds(1));
            Assert.That(pair.Server.TryPollClosed(), Is.False);
        }

        [Test]
        public void NoThreadLingers_AfterHandshakesHaveEnded()
        {
            var provider = new BouncyCastleDtls(new SeededRandom(3), inline: true);
            using var client = new DtlsTransport(provider, DtlsRole.Client, DtlsPair.ServerFingerprint, () => { });
            client.Start(Instant.FromMilliseconds(0));
            Assert.That(provider.Handshakes, Is.EqualTo(1));
            client.Dispose();
            Assert.That(provider.Handshakes, Is.EqualTo(0));
        }

        [Test]
        public void OneHandshakeTooMany_FailsWithASentence()
        {
            var provider = new BouncyCastleDtls(new SeededRandom(4));
            var waiting = Enumerable.Range(0, BouncyCastleDtls.MaxHandshakes)
                .Select(_ => provider.Start(DtlsRole.Server, DtlsPair.ServerFingerprint, () => { })).ToList();
            using IDtlsHandshake refused = provider.Start(DtlsRole.Server, DtlsPair.ServerFingerprint, () => { });
            Assert.That(refused.TryPollOutcome(out DtlsOutcome outcome), Is.True);
            Assert.That(outcome.Failure, Is.EqualTo(CloseReason.DtlsFailed));
            Assert.That(outcome.Detail, Does.Contain("256"));

            waiting.ForEach(handshake => handshake.Dispose());
            Assert.That(() => provider.Handshakes, Is.EqualTo(0).After(5000, 5), "Dispose ends the threads");
        }

        [Test]
        public void OnThreads_WakesWhenThereIsSomethingToPoll()
        {
            var provider = new BouncyCastleDtls(new SeededRandom(5));
            var woken = new AutoResetEvent(false); // not disposed: the ending thread still sets it
            using IDtlsHandshake client = provider.Start(
                DtlsRole.Client, DtlsPair.ServerFingerprint, () => woken.Set());
            Assert.That(woken.WaitOne(10_000), Is.True);
            Assert.That(client.TryPollTransmit(new byte[1500], out int length), Is.True);
            Assert.That(length, Is.GreaterThan(100));
        }

        private static void AssertSameKeys(DtlsPair pair)
        {
            Assert.That(pair.BothEnded, Is.True, "both sides ended");
            DtlsOutcome client = pair.ClientOutcome!.Value;
            DtlsOutcome server = pair.ServerOutcome!.Value;
            Assert.That(client.Failure, Is.EqualTo(CloseReason.None), client.Detail);
            Assert.That(server.Failure, Is.EqualTo(CloseReason.None), server.Detail);
            Assert.That(client.Profile, Is.EqualTo(SrtpProfile.AeadAes128Gcm));
            Assert.That(server.Profile, Is.EqualTo(client.Profile));
            Assert.That(client.KeyingMaterial, Has.Length.EqualTo(56));
            Assert.That(server.KeyingMaterial, Is.EqualTo(client.KeyingMaterial));
        }

        private static void AssertCloseIsHeard(DtlsPair pair, DtlsTransport closing, DtlsTransport hearing)
        {
            closing.Close();
            pair.RunFor(TimeSpan.FromMilliseconds(100));
            Assert.That(hearing.TryPollClosed(), Is.True);
            Assert.That(hearing.TryPollClosed(), Is.False, "once");
        }

        private static byte[] Garbage(Random random)
        {
            var bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            bytes[0] = (byte)random.Next(20, 64);
            return bytes;
        }

        // RFC 6347 section 4.2.2: type 1, length 3, message number 2, fragment offset 3, fragment length 3.
        private static IEnumerable<byte[]> FragmentsOf(byte[] datagram, int size)
        {
            const int start = DtlsRecordHeader.Size + 12;
            long number = 40; // beyond those the client will use itself, within the replay window of 64
            for (int offset = 0; offset < datagram.Length - start; offset += size)
            {
                int length = Math.Min(size, datagram.Length - start - offset);
                var fragment = new byte[start + length];
                new DtlsRecordHeader(DtlsContentType.Handshake, 0xFEFF, 0, number++, (ushort)(12 + length))
                    .WriteTo(fragment);
                Array.Copy(datagram, DtlsRecordHeader.Size, fragment, DtlsRecordHeader.Size, 6);
                Write24(fragment, start - 6, offset);
                Write24(fragment, start - 3, length);
                Array.Copy(datagram, start + offset, fragment, start, length);
                yield return fragment;
            }
        }

        // RFC 8446 section 4.2: supported_versions and a key_share of X25519MLKEM768's size behind what there is.
        private static byte[] WithExtensionsOfChromium(byte[] datagram)
        {
            const int sharedKey = 1216;
            const int start = DtlsRecordHeader.Size + 12;
            int at = start + 34;                                 // version and random
            at += 1 + datagram[at];                              // session id
            at += 1 + datagram[at];                              // cookie
            at += 2 + (datagram[at] << 8 | datagram[at + 1]);    // cipher suites
            at += 1 + datagram[at];                              // compression methods
            byte[] versions = { 0, 43, 0, 5, 4, 0xFE, 0xFC, 0xFE, 0xFD };
            var keyShare = new byte[4 + 2 + 4 + sharedKey];
            new byte[] { 0, 51, 0, 0, 0, 0, 0x11, 0xEC }.CopyTo(keyShare, 0);
            Write16(keyShare, 2, sharedKey + 6);
            Write16(keyShare, 4, sharedKey + 4);
            Write16(keyShare, 8, sharedKey);

            byte[] hello = datagram.Concat(versions).Concat(keyShare).ToArray();
            Write16(hello, at, hello.Length - at - 2);
            Write24(hello, DtlsRecordHeader.Size + 1, hello.Length - start);
            return hello;
        }

        private static void Write16(byte[] bytes, int at, int value)
        {
            bytes[at] = (byte)(value >> 8);
            bytes[at + 1] = (byte)value;
        }

        private static void Write24(byte[] bytes, int at, int value)
        {
            bytes[at] = (byte)(value >> 16);
            Write16(bytes, at + 1, value);
        }

        private static IEnumerable<long> NumbersOf(byte[] datagram)
        {
            int offset = 0;
            while (DtlsRecordHeader.TryParse(datagram.AsSpan(offset), out DtlsRecordHeader header))
            {
                offset += DtlsRecordHeader.Size + header.Length;
                yield return ((long)header.Epoch << 48) | header.Number;
            }
        }
    }
}
