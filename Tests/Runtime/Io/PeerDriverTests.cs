#nullable enable
using System;
using System.Net;
using System.Net.Sockets;
using Earshot.Io;
using Earshot.Io.Crypto;
using Earshot.Io.Dtls;
using Earshot.Rtc;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>A client and an ICE-lite server, each with its driver, on this machine's loopback.</summary>
    public sealed class PeerDriverTests
    {
        private const int Patience = 15_000;
        private static readonly BouncyCastleDtls ClientDtls = new BouncyCastleDtls(new SystemRandom());
        private static readonly BouncyCastleDtls ServerDtls = new BouncyCastleDtls(new SystemRandom());
        private static readonly IPAddress[] Loopback = { IPAddress.Loopback };

        private RecordingSink _clientSink = null!;
        private RecordingSink _serverSink = null!;
        private PeerDriver _client = null!;
        private PeerDriver _server = null!;
        private Mid _voice;
        private int _serverPort;

        [SetUp]
        public void Open()
        {
            _clientSink = new RecordingSink();
            _serverSink = new RecordingSink();
            _client = new PeerDriver(new PeerDriverOptions(ClientDtls, new ManagedSrtpCrypto()), _clientSink);
            _server = new PeerDriver(
                new PeerDriverOptions(ServerDtls, new ManagedSrtpCrypto())
                {
                    Addresses = Loopback,
                    IceLite = true,
                },
                _serverSink);
        }

        [TearDown]
        public void Close()
        {
            _client.Dispose();
            _server.Dispose();
        }

        [TestCase(true)]
        [TestCase(false)]
        public void Packets_FlowBothWays(bool clientOffers)
        {
            Connect(clientOffers);
            SendBothWays(1000);
            Assert.That(_clientSink.Packets, Is.EqualTo(1000));
            Assert.That(_serverSink.Packets, Is.EqualTo(1000));
            Assert.That(_clientSink.StateChanges, Is.EqualTo(2), "connecting, connected");
        }

        [Test]
        public void OnceSettled_NoThreadAllocatesAnythingAPacket()
        {
            Connect(clientOffers: true);
            SettleBoth();
            // A sender's first report makes its replay window; it comes within a second and a half.
            Instant warm = _client.Clock.Now + TimeSpan.FromSeconds(2);
            while (_client.Clock.Now < warm) SendBothWays(100);
            _clientSink.Measure();
            _serverSink.Measure();
            long before = GC.GetAllocatedBytesForCurrentThread();
            SendBothWays(1000);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.EqualTo(0), "the thread that sends");
            Assert.That(_clientSink.Allocated, Is.EqualTo(0), "the client's pump");
            Assert.That(_serverSink.Allocated, Is.EqualTo(0), "the server's pump");
        }

        [Test]
        public void IceRestart_GoesOnAfterTheSocketsHaveSettled([Values] bool clientRestarts)
        {
            Connect(clientOffers: true);
            SettleBoth();
            PeerDriver offerer = clientRestarts ? _client : _server;
            PeerDriver answerer = clientRestarts ? _server : _client;
            string before = offerer.Run((peer, now) => peer.LocalUfrag);
            string offer = offerer.Run((peer, now) => peer.CreateOffer(now, iceRestart: true));
            string answer = answerer.Run((peer, now) =>
                peer.TrySetOffer(now, offer, out string error) ? peer.CreateAnswer(now) : error);
            Assert.That(
                offerer.Run((peer, now) => peer.TrySetAnswer(now, answer, out string error) ? "" : error), Is.Empty);
            SendBothWays(100);
            bool IsNew() => offerer.Run((peer, now) => peer.Ice.State) == IceState.Connected;
            Assert.That(IsNew, Is.True.After(Patience, 5));
            SendBothWays(100);
            Assert.That(offerer.Run((peer, now) => peer.LocalUfrag) == before, Is.EqualTo(!clientRestarts), "lite");
            SettleBoth();
        }

        [Test]
        public void SilenceAfterSettling_MakesTheSocketHearEveryoneAgain()
        {
            Connect(clientOffers: true);
            SettleBoth();
            Assert.That(() => _client.HasSettled || _server.HasSettled, Is.False.After(Patience, 20));
            SendBothWays(100);
            SettleBoth();
        }

        [Test]
        public void Dispose_SaysByeAndTheOtherSideCloses()
        {
            Connect(clientOffers: true);
            SendBothWays(10);
            _client.Dispose();
            Assert.That(() => StateOf(_server), Is.EqualTo(PeerState.Closed).After(Patience, 5));
            Assert.That(_serverSink.Byes, Is.EqualTo(1));
            Assert.That(_server.Run((peer, now) => peer.CloseReason), Is.EqualTo(CloseReason.RemoteClose));
        }

        [Test]
        public void Dispose_FreesTheSockets()
        {
            string offer = _server.Run((peer, now) =>
            {
                peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
                return peer.CreateOffer(now);
            });
            int port = PortIn(offer);
            Assert.That(() => new UdpSocket(IPAddress.Loopback, port), Throws.InstanceOf<SocketException>());
            _server.Dispose();
            using var socket = new UdpSocket(IPAddress.Loopback, port);
            Assert.That(_server.TrySend(_voice, default, false, new byte[1]), Is.False, "and no longer sends");
            Assert.That(
                () => _server.Run((peer, now) => peer.State), Throws.InstanceOf<ObjectDisposedException>());
        }

        [Test]
        public void ThrowingSink_ClosesItsOwnPeerAndNothingElse()
        {
            Connect(clientOffers: true);
            _serverSink.Throws = true;
            _client.TrySend(_voice, default, false, new byte[80]);
            Assert.That(() => _server.Fault, Is.Not.Null.After(Patience, 5));
            Assert.That(_server.Fault!.Message, Is.EqualTo("this sink"));
            Assert.That(StateOf(_server), Is.EqualTo(PeerState.Closed));
            Assert.That(() => StateOf(_client), Is.EqualTo(PeerState.Closed).After(Patience, 5), "it is told");
        }

        [Test]
        public void Garbage_IsCountedAndDisturbsNothing()
        {
            Connect(clientOffers: true);
            using var stranger = new UdpSocket(IPAddress.Loopback);
            var random = new Random(1);
            TransportAddress address = TransportAddress.From(IPAddress.Loopback, _serverPort);
            for (int i = 0; i < 500; i++)
            {
                var datagram = new byte[random.Next(1, 1500)];
                random.NextBytes(datagram);
                stranger.TrySend(address, datagram);
            }

            SendBothWays(100);
            Assert.That(_serverSink.Packets, Is.EqualTo(100));
            Assert.That(StateOf(_server), Is.EqualTo(PeerState.Connected));
        }

        [Test]
        public void NoAddressAtAll_IsRefusedWithASentence()
        {
            var options = new PeerDriverOptions(ClientDtls, new ManagedSrtpCrypto())
            {
                Addresses = new[] { IPAddress.Parse("192.0.2.1") },
            };
            Assert.That(
                () => new PeerDriver(options, _clientSink),
                Throws.InstanceOf<InvalidOperationException>().With.Message.Contains("Addresses"));
        }

        private void Connect(bool clientOffers)
        {
            PeerDriver offerer = clientOffers ? _client : _server;
            PeerDriver answerer = clientOffers ? _server : _client;
            string offer = offerer.Run((peer, now) =>
            {
                peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice");
                return peer.CreateOffer(now);
            });
            string answer = answerer.Run((peer, now) =>
            {
                Assert.That(peer.TrySetOffer(now, offer, out string error), Is.True, error);
                peer.SetDirection(peer.Transceivers[0], Direction.SendRecv);
                return peer.CreateAnswer(now);
            });
            _serverPort = PortIn(clientOffers ? answer : offer);
            _voice = offerer.Run((peer, now) =>
            {
                Assert.That(peer.TrySetAnswer(now, answer, out string error), Is.True, error);
                return peer.Transceivers[0].Mid;
            });
            Assert.That(
                () => StateOf(_client) == PeerState.Connected && StateOf(_server) == PeerState.Connected,
                Is.True.After(Patience, 1),
                $"{DetailOf(_client)} {DetailOf(_server)}");
        }

        private void SettleBoth()
        {
            Instant end = _client.Clock.Now + TimeSpan.FromMilliseconds(Patience);
            while (!(_client.HasSettled && _server.HasSettled) && _client.Clock.Now < end) SendBothWays(10);
            Assert.That(_client.HasSettled && _server.HasSettled, Is.True);
        }

        // In lock-step by tens, so that no kernel buffer overflows.
        private void SendBothWays(int count)
        {
            Span<byte> payload = stackalloc byte[80];
            int clientTarget = _clientSink.Packets;
            int serverTarget = _serverSink.Packets;
            for (int i = 0; i < count; i++)
            {
                var time = new RtpTime((uint)(960 * i));
                if (_client.TrySend(_voice, time, false, payload)) serverTarget++;
                if (_server.TrySend(_voice, time, false, payload)) clientTarget++;
                if (i % 10 == 9) WaitForPackets(clientTarget, serverTarget);
            }

            WaitForPackets(clientTarget, serverTarget);
        }

        private void WaitForPackets(int clientTarget, int serverTarget)
        {
            Instant end = _client.Clock.Now + TimeSpan.FromMilliseconds(Patience);
            while (_clientSink.Packets < clientTarget || _serverSink.Packets < serverTarget)
            {
                if (_client.Clock.Now > end) return;
                System.Threading.Thread.Yield();
            }
        }

        // a=candidate:FOUNDATION 1 udp PRIORITY ADDRESS PORT typ host
        private static int PortIn(string sdp) => int.Parse(sdp.Split("a=candidate:")[1].Split(' ')[5]);

        private static PeerState StateOf(PeerDriver driver) => driver.Run((peer, now) => peer.State);

        private static string DetailOf(PeerDriver driver) => driver.Run((peer, now) => peer.CloseDetail);
    }
}
