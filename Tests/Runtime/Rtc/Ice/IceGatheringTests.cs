#nullable enable
using System;
using System.Linq;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Turn;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Candidates that servers give.</summary>
    public sealed class IceGatheringTests
    {
        private static readonly TransportAddress Nat = IcePair.Address("203.0.113.77", 61000);
        private static readonly TurnServer Server = new TurnServer(
            FakeTurnServer.Address, TurnTransport.Udp, FakeTurnServer.Username, FakeTurnServer.Password);

        [Test]
        public void StunServer_GivesAReflexiveCandidateBehindANat([Values] bool natted)
        {
            var pair = new IcePair { Nat = natted ? Nat : (TransportAddress?)null };
            pair.AddLocals();
            pair.A.AddStunServer(pair.Now, FakeTurnServer.Address);
            Assert.That(pair.A.IsGatheringComplete, Is.False);
            Assert.That(pair.RunUntil(() => pair.A.IsGatheringComplete, 1), Is.True);
            Assert.That(IsToldComplete(pair.A), Is.True);

            Candidate[] found = pair.A.LocalCandidates
                .Where(one => one.Kind == CandidateKind.ServerReflexive).ToArray();
            Assert.That(found.Length, Is.EqualTo(natted ? 1 : 0), "an address seen as it is tells nothing new");
            if (!natted) return;
            Assert.That(found[0].Address, Is.EqualTo(Nat));
            Assert.That(found[0].Related, Is.EqualTo(IcePair.AddressA));
            Assert.That(found[0].Priority >> 24, Is.EqualTo(100));
        }

        [Test]
        public void SilentStunServer_EndsTheGatheringAllTheSame()
        {
            var pair = new IcePair { IsCut = true };
            pair.AddLocals();
            pair.A.AddStunServer(pair.Now, FakeTurnServer.Address);
            Assert.That(pair.RunUntil(() => pair.A.IsGatheringComplete, 15), Is.True);
            Assert.That(IsToldComplete(pair.A), Is.True);
        }

        [Test]
        public void NatBinding_IsKeptOpenUntilAPairIsNominated()
        {
            var pair = new IcePair { Nat = Nat };
            pair.AddLocals();
            pair.A.AddStunServer(pair.Now, FakeTurnServer.Address);
            pair.Run(100);
            Assert.That(pair.Server.Requests.Count, Is.InRange(6, 8), "every 15 s");

            pair.Nat = IcePair.Address("203.0.113.77", 61001);
            pair.Run(20);
            Assert.That(pair.A.LocalCandidates.Count, Is.EqualTo(3), "a new binding is a new candidate");

            pair.TellA();
            pair.TellB(withCandidates: false);
            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
            pair.Run(20);
            int asked = pair.Server.Requests.Count;
            pair.Run(100);
            Assert.That(pair.Server.Requests.Count, Is.EqualTo(asked));
        }

        [Test]
        public void RelayOnly_ConnectsOverTheServerAndNoOtherWay([Values] bool otherIsRelayed)
        {
            IcePair pair = RelayOnly(otherIsRelayed);
            pair.Passes = transmit => transmit.Local != IcePair.AddressA;

            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
            pair.A.TryGetSelected(out TransportAddress local, out TransportAddress remote);
            Assert.That(pair.Server.IsRelayed(local), Is.True);
            Assert.That(pair.Server.IsRelayed(remote), Is.EqualTo(otherIsRelayed));
            Assert.That(pair.A.LocalCandidates.Select(one => one.Kind), Is.All.EqualTo(CandidateKind.Relayed));

            pair.Run(1200);
            Assert.That(pair.AreConnected, Is.True, "permissions, channel and allocation are renewed");
            Assert.That(pair.Server.Requests, Does.Contain(StunMethod.ChannelBind));
        }

        [Test]
        public void RelayOnly_AnswersNobodyAtItsHostAddress()
        {
            IcePair pair = RelayOnly(otherIsRelayed: false);
            var stranger = new ForeignAgent(pair.B.Local, pair.A.Local);
            byte[] check = stranger.WriteCheck(useCandidate: true);
            Assert.That(
                pair.A.TryHandleDatagram(pair.Now, IcePair.AddressA, IcePair.AddressB, check, out _), Is.False);
            Assert.That(pair.A.IsValidated(IcePair.AddressA, IcePair.AddressB), Is.False);
        }

        [Test]
        public void LossyRelay_StillConnects([Range(1, 10)] int seed)
        {
            var pair = new IcePair(seed: seed, policyA: IceTransportPolicy.Relay) { Loss = 0.2 };
            pair.AddLocals();
            pair.A.AddTurnServer(pair.Now, IcePair.PipeA, Server);
            pair.TellA();
            pair.TellB(withCandidates: false);
            Assert.That(pair.RunUntil(() => pair.AreConnected, 14), Is.True);
        }

        [Test]
        public void DirectPath_IsPreferredToARelay([Values] bool isLate)
        {
            var pair = new IcePair();
            pair.AddLocals();
            pair.A.AddTurnServer(pair.Now, IcePair.PipeA, Server);
            pair.RunUntil(() => pair.A.IsGatheringComplete, 1);
            bool mayPass = !isLate;
            pair.Passes = transmit => mayPass || transmit.Remote == FakeTurnServer.Address ||
                pair.Server.IsRelayed(transmit.Remote);
            pair.TellA();
            pair.TellB();

            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
            pair.A.TryGetSelected(out TransportAddress local, out _);
            Assert.That(local == IcePair.AddressA, Is.EqualTo(!isLate));
            pair.Run(2);
            mayPass = true;
            bool IsDirect() => pair.A.TryGetSelected(out TransportAddress at, out _) && at == IcePair.AddressA &&
                pair.B.TryGetSelected(out _, out TransportAddress to) && to == IcePair.AddressA;
            Assert.That(pair.RunUntil(IsDirect, 8), Is.True, "even after the relay was nominated");
            pair.Run(60);
            Assert.That(IsDirect(), Is.True);
        }

        [Test]
        public void LostRelay_IsToldAndItsPathGivenUp()
        {
            IcePair pair = RelayOnly(otherIsRelayed: false);
            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
            pair.A.HandlePipeClosed(pair.Now, IcePair.PipeA);
            Assert.That(pair.A.TryPollRelayLoss(out RelayLoss loss), Is.True);
            Assert.That(loss.Failure, Is.EqualTo(TurnFailure.Unreachable));
            Assert.That(loss.Pipe, Is.EqualTo(IcePair.PipeA));
            Assert.That(pair.A.TryGetSelected(out _, out _), Is.False);
            Assert.That(pair.A.State, Is.EqualTo(IceState.Checking));
            Assert.That(pair.A.LocalCandidates, Is.Empty);

            pair.A.AddTurnServer(pair.Now, IcePair.PipeA.WithPort(6003), Server);
            Assert.That(pair.RunUntil(() => pair.AreConnected, 10), Is.True, "another one leads back");
        }

        [Test]
        public void RetiredServer_IsLeftOnceARestartHasLedAwayFromIt()
        {
            IcePair pair = RelayOnly(otherIsRelayed: false);
            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
            pair.A.RetireServers(pair.Now);
            pair.A.AddTurnServer(pair.Now, IcePair.PipeA.WithPort(6003), Server);
            pair.A.Restart();
            pair.Run(1);
            Assert.That(pair.Server.Allocations, Is.EqualTo(2), "the old relay carries on");
            Assert.That(pair.A.LocalCandidates.Count, Is.EqualTo(1), "but is signalled no more");

            pair.B.Restart();
            pair.TellB(withCandidates: false);
            pair.TellA();
            pair.Run(15);
            Assert.That(pair.AreConnected, Is.True);
            Assert.That(pair.Server.Allocations, Is.EqualTo(1));
        }

        [Test]
        public void Close_GivesTheRelayBack()
        {
            IcePair pair = RelayOnly(otherIsRelayed: false);
            pair.Run(1);
            pair.A.Close();
            pair.Drain();
            Assert.That(pair.Server.Allocations, Is.EqualTo(0));
        }

        [Test]
        public void NamesStillToBeResolved_KeepTheGatheringOpen()
        {
            var agent = new IceAgent(new SeededRandom(1), lite: false) { AwaitServers = true };
            Assert.That(agent.IsGatheringComplete, Is.False);
            agent.AwaitServers = false;
            Assert.That(agent.IsGatheringComplete, Is.True);
            Assert.That(IsToldComplete(agent), Is.True);
            Assert.That(IsToldComplete(agent), Is.False, "once");
        }

        private static bool IsToldComplete(IceAgent agent)
        {
            bool isTold = false;
            while (agent.TryPollEvent(out IceEvent happened)) isTold |= happened == IceEvent.GatheringComplete;
            return isTold;
        }

        private static IcePair RelayOnly(bool otherIsRelayed)
        {
            var pair = new IcePair(policyA: IceTransportPolicy.Relay);
            pair.AddLocals();
            pair.A.AddTurnServer(pair.Now, IcePair.PipeA, Server);
            if (otherIsRelayed) pair.B.AddTurnServer(pair.Now, IcePair.PipeB, Server);
            Assert.That(pair.RunUntil(() => pair.A.IsGatheringComplete && pair.B.IsGatheringComplete, 2), Is.True);
            Assert.That(IsToldComplete(pair.A), Is.True);
            pair.A.SetRemote(pair.Now, pair.B.Local, remoteIsLite: false);
            pair.A.AddRemoteCandidate(pair.Now, pair.B.LocalCandidates[otherIsRelayed ? 1 : 0]);
            pair.TellB(withCandidates: otherIsRelayed); // whose relay lets nobody in whom it was not told of
            return pair;
        }
    }
}
