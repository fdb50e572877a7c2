#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Turn;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>A client and a scripted server, in virtual time and without delay.</summary>
    public sealed class TurnClientTests
    {
        private static readonly TransportAddress Client = IcePair.Address("192.0.2.1", 5000);
        private static readonly TransportAddress Peer = IcePair.Address("198.51.100.2", 7881);
        private static readonly byte[] Voice = { 0x80, 1, 2, 3, 4 };

        private FakeTurnServer _server = null!;
        private TurnClient _client = null!;
        private Instant _now;
        private Func<byte[], bool> _passes = null!;
        private List<FakeTurnServer.Datagram> _toPeers = null!;

        [SetUp]
        public void Open()
        {
            _server = new FakeTurnServer();
            _now = Instant.FromMilliseconds(1000);
            _passes = bytes => true;
            _toPeers = new List<FakeTurnServer.Datagram>();
            Begin(TurnTransport.Udp, FakeTurnServer.Password);
        }

        [Test]
        public void Allocation_IsGrantedAfterTheServerNamedItsRealm()
        {
            Drain();
            Assert.That(_client.State, Is.EqualTo(TurnState.Allocated));
            Assert.That(_server.IsRelayed(_client.Relayed), Is.True);
            Assert.That(_client.Mapped, Is.EqualTo(Client));
            Assert.That(_server.Requests, Is.EqualTo(new[] { StunMethod.Allocate, StunMethod.Allocate }));
        }

        [Test]
        public void WrongPassword_IsToldApartFromSilence()
        {
            Begin(TurnTransport.Udp, "open");
            Drain();
            Assert.That(_client.State, Is.EqualTo(TurnState.Closed));
            Assert.That(_client.Failure, Is.EqualTo(TurnFailure.WrongCredentials));

            Begin(TurnTransport.Udp, FakeTurnServer.Password);
            _passes = bytes => false;
            Run(30);
            Assert.That(_client.Failure, Is.EqualTo(TurnFailure.Unreachable));
            Assert.That(_client.NextDeadline.IsPending, Is.False);
        }

        [TestCase(437, TurnFailure.AllocationMismatch)]
        [TestCase(486, TurnFailure.QuotaReached)]
        [TestCase(508, TurnFailure.NoCapacity)]
        [TestCase(441, TurnFailure.WrongCredentials)]
        [TestCase(300, TurnFailure.TryAlternate)]
        [TestCase(400, TurnFailure.Refused)]
        public void Refusal_HasItsName(int code, TurnFailure failure)
        {
            _server.Refusals[StunMethod.Allocate] = new Queue<int>(new[] { code });
            Drain();
            Assert.That(_client.Failure, Is.EqualTo(failure));
            bool isSentOn = failure == TurnFailure.TryAlternate;
            Assert.That(
                _client.AlternateServer, Is.EqualTo(isSentOn ? IcePair.Address("203.0.113.7", 3478) : default));
        }

        [Test]
        public void LostRequests_AreRepeatedOverUdpOnly([Values] TurnTransport transport)
        {
            Begin(transport, FakeTurnServer.Password);
            int sent = 0;
            _passes = bytes => ++sent > 2;
            Run(5);
            TurnState expected = transport == TurnTransport.Udp ? TurnState.Allocated : TurnState.Allocating;
            Assert.That(_client.State, Is.EqualTo(expected));
            Run(20);
            if (transport != TurnTransport.Udp) Assert.That(_client.Failure, Is.EqualTo(TurnFailure.Unreachable));
        }

        [Test]
        public void Allocation_OutlivesItsLifetime([Values(20u, 120u, 600u, 3600u)] uint lifetime)
        {
            _server.Lifetime = lifetime;
            Run(lifetime * 5);
            Assert.That(_client.State, Is.EqualTo(TurnState.Allocated));
            Assert.That(_server.IsRelayed(_client.Relayed), Is.True);
            Assert.That(_server.Requests.Count(method => method == StunMethod.Refresh), Is.InRange(4, 11));
        }

        [Test]
        public void StaleNonce_IsReplacedWithoutLosingAnything()
        {
            Run(1);
            _client.Permit(_now, Peer);
            Run(1);
            _server.ChangeNonce();
            Run(3600);
            Assert.That(_client.State, Is.EqualTo(TurnState.Allocated));
            AssertSends(isChannel: false);
        }

        [Test]
        public void NonceThatIsAlwaysStale_IsTheEnd()
        {
            Drain();
            _passes = bytes =>
            {
                _server.ChangeNonce();
                return true;
            };
            Run(1000);
            Assert.That(_client.State, Is.EqualTo(TurnState.Closed));
            Assert.That(_server.Requests.Count, Is.LessThan(10));
        }

        [Test]
        public void Data_GoesInIndicationsThenInAChannel()
        {
            Drain();
            Assert.That(_client.TryWrap(Peer, Voice, new byte[100], out _), Is.False, "nobody permitted it");
            _client.Permit(_now, Peer);
            AssertSends(isChannel: false);
            AssertReceives();

            _client.Bind(_now, Peer);
            Drain();
            AssertSends(isChannel: true);
            AssertReceives();
        }

        [Test]
        public void Permissions_AreRenewed([Values] bool bound)
        {
            Drain();
            if (bound) _client.Bind(_now, Peer);
            else _client.Permit(_now, Peer);
            Run(1800);
            AssertSends(isChannel: bound);
            AssertReceives();

            _client.Forget(Peer);
            Run(400);
            Assert.That(_server.HandlePeer(_now, _client.Relayed, Peer, Voice), Is.Empty, "and then no more");
        }

        [Test]
        public void ForbiddenPeer_IsLeftAlone()
        {
            _server.Refusals[StunMethod.CreatePermission] = new Queue<int>(new[] { 403 });
            Drain();
            _client.Permit(_now, Peer);
            Drain();
            Assert.That(_client.MayReach(Peer), Is.False);
            Run(1000);
            Assert.That(_server.Requests.Count(method => method == StunMethod.CreatePermission), Is.EqualTo(1));
            Assert.That(_client.State, Is.EqualTo(TurnState.Allocated));
        }

        [Test]
        public void RefusedChannel_LeavesIndications()
        {
            _server.Refusals[StunMethod.ChannelBind] = new Queue<int>(new[] { 508 });
            Drain();
            _client.Permit(_now, Peer);
            Drain();
            _client.Bind(_now, Peer);
            Drain();
            AssertSends(isChannel: false);
        }

        [Test]
        public void AllocationTheServerLost_IsNoticed([Values] bool byPermission)
        {
            Drain();
            if (byPermission) _client.Permit(_now, Peer);
            Drain();
            StunMethod asked = byPermission ? StunMethod.CreatePermission : StunMethod.Refresh;
            _server.Refusals[asked] = new Queue<int>(new[] { 437 });
            Run(700);
            Assert.That(_client.State, Is.EqualTo(TurnState.Closed));
            Assert.That(_client.Failure, Is.EqualTo(TurnFailure.AllocationMismatch));
        }

        [Test]
        public void Close_GivesTheAllocationBackWithOneMessage()
        {
            Drain();
            _client.Close(_now);
            Drain();
            Assert.That(_server.Allocations, Is.EqualTo(0));
            Assert.That(_client.Failure, Is.EqualTo(TurnFailure.None));
            Assert.That(_client.NextDeadline.IsPending, Is.False);
            Assert.That(_client.TryPollTransmit(_now, new byte[TurnClient.LongestRequest], out _), Is.False);
        }

        [Test]
        public void ForgedGrant_IsNotBelieved()
        {
            var buffer = new byte[TurnClient.LongestRequest];
            Assert.That(_client.TryPollTransmit(_now, buffer, out int length), Is.True);
            StunMessage.TryParse(buffer.AsSpan(0, length), out StunMessage request);
            var bytes = new byte[200];
            var forged = new StunWriter(bytes, StunClass.Success, StunMethod.Allocate, request.TransactionId);
            forged.WriteXorAddress(StunAttribute.XorRelayedAddress, Peer);
            forged.WriteUInt32(StunAttribute.Lifetime, 600);
            _client.TryHandleMessage(_now, bytes.AsMemory(0, forged.Length), out _, out _);
            Assert.That(_client.State, Is.EqualTo(TurnState.Allocating));
        }

        [Test]
        public void Noise_NeverThrows()
        {
            Drain();
            _client.Bind(_now, Peer);
            Drain();
            var random = new Random(5);
            byte[] indication = _server.HandlePeer(_now, _client.Relayed, Peer, Voice)[0].Bytes;
            for (int i = 0; i < 20_000; i++)
            {
                var noise = new byte[random.Next(60)];
                random.NextBytes(noise);
                if (i % 2 == 0) indication.AsSpan(0, Math.Min(noise.Length, indication.Length)).CopyTo(noise);
                if (noise.Length > 0) noise[random.Next(noise.Length)] ^= (byte)(1 << random.Next(8));
                _client.TryHandleMessage(_now, noise, out _, out _);
            }

            Assert.That(_client.State, Is.EqualTo(TurnState.Allocated));
        }

        [Test]
        public void Data_AllocatesNothing([Values] bool bound)
        {
            Drain();
            if (bound) _client.Bind(_now, Peer);
            else _client.Permit(_now, Peer);
            Drain();
            var buffer = new byte[200];
            byte[] incoming = _server.HandlePeer(_now, _client.Relayed, Peer, Voice)[0].Bytes;
            for (int i = 0; i < 100; i++) Carry();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10_000; i++) Carry();
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.EqualTo(0));

            void Carry()
            {
                _client.TryWrap(Peer, Voice, buffer, out _);
                _client.TryHandleMessage(_now, incoming, out _, out _);
                _client.TryPollTransmit(_now, Span<byte>.Empty, out _);
            }
        }

        private void Begin(TurnTransport transport, string password)
        {
            var server = new TurnServer(FakeTurnServer.Address, transport, FakeTurnServer.Username, password);
            _client = new TurnClient(_now, new SeededRandom(1), server);
        }

        private void Run(double seconds)
        {
            Instant end = _now + TimeSpan.FromSeconds(seconds);
            Drain();
            for (int step = 0; step < 10_000; step++)
            {
                Deadline next = _client.NextDeadline;
                if (!next.IsPending || next.At >= end) break;
                if (next.At > _now) _now = next.At;
                _client.HandleTimeout(_now);
                Drain();
            }

            _now = end;
        }

        private void Drain()
        {
            var buffer = new byte[TurnClient.LongestRequest];
            for (int i = 0; _client.TryPollTransmit(_now, buffer, out int length); i++)
            {
                Assert.That(i, Is.LessThan(1000), "a client that never falls silent");
                Deliver(buffer.AsSpan(0, length).ToArray());
            }
        }

        private void Deliver(byte[] bytes)
        {
            if (!_passes(bytes)) return;
            foreach (FakeTurnServer.Datagram answer in _server.HandleClient(_now, Client, bytes).ToArray())
            {
                if (answer.From == FakeTurnServer.Address)
                    _client.TryHandleMessage(_now, answer.Bytes, out _, out _);
                else _toPeers.Add(answer);
            }
        }

        private void AssertSends(bool isChannel)
        {
            Drain();
            var buffer = new byte[Voice.Length + TurnClient.RoomForHeaders];
            Assert.That(_client.TryWrap(Peer, Voice, buffer, out int length), Is.True);
            Assert.That(ChannelMessage.BeginsWith(buffer[0]), Is.EqualTo(isChannel));
            _toPeers.Clear();
            Deliver(buffer.AsSpan(0, length).ToArray());
            Assert.That(_toPeers.Count, Is.EqualTo(1));
            Assert.That(_toPeers[0].From, Is.EqualTo(_client.Relayed));
            Assert.That(_toPeers[0].To, Is.EqualTo(Peer));
            Assert.That(_toPeers[0].Bytes, Is.EqualTo(Voice));
        }

        private void AssertReceives()
        {
            byte[] message = _server.HandlePeer(_now, _client.Relayed, Peer, Voice)[0].Bytes;
            Assert.That(
                _client.TryHandleMessage(_now, message, out TransportAddress from, out Memory<byte> voice), Is.True);
            Assert.That(from, Is.EqualTo(Peer));
            Assert.That(voice.ToArray(), Is.EqualTo(Voice));
        }
    }
}
