#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class IceConnectTests
    {
        private static readonly TransportAddress A = IcePair.AddressA;
        private static readonly TransportAddress B = IcePair.AddressB;

        [Test]
        public void TwoFullAgents_ConnectInOneRoundTrip()
        {
            IcePair pair = new IcePair().Signal();
            Instant start = pair.Now;

            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);

            Assert.That((pair.Now - start).TotalMilliseconds, Is.EqualTo(40));
            AssertSelected(pair.A, A, B);
            AssertSelected(pair.B, B, A);
        }

        [Test]
        public void FullAgent_ConnectsToLiteInOneRoundTripAndNominatesInTheSecond()
        {
            IcePair pair = new IcePair(liteB: true).Signal(withCandidates: true);
            Instant start = pair.Now;
            Instant? nominatedAt = null;
            pair.Passes = transmit =>
            {
                Assert.That(StunMessage.TryParse(transmit.Datagram, out StunMessage message), Is.True);
                bool nominates = message.TryFind(StunAttribute.UseCandidate, out _);
                if (nominates && nominatedAt == null) nominatedAt = pair.Now;
                return true;
            };

            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
            Assert.That((pair.Now - start).TotalMilliseconds, Is.EqualTo(40));
            Assert.That(nominatedAt, Is.EqualTo(pair.Now), "the nomination leaves with the first answer");
            pair.Run(1);
            Assert.That(pair.Sent, Is.EqualTo(4), "a check, a nomination and their answers are all there is");
        }

        [Test]
        public void LiteAgent_AcceptsDtlsBeforeNomination()
        {
            IcePair pair = new IcePair(liteB: true).Signal(withCandidates: true);
            Instant start = pair.Now;

            Assert.That(pair.RunUntil(() => pair.B.IsValidated(B, A), 1), Is.True);

            Assert.That((pair.Now - start).TotalMilliseconds, Is.EqualTo(20), "the first check is enough");
            AssertSelected(pair.B, B, A);
            Assert.That(pair.B.IsValidated(B, IcePair.Address("192.0.2.1", 5001)), Is.False);
        }

        [Test]
        public void FullAgent_AcceptsDtlsFromWhereAnAuthenticRequestCame()
        {
            IcePair pair = new IcePair().Signal();
            Assert.That(pair.B.IsValidated(B, A), Is.False);

            pair.RunUntil(() => pair.B.IsValidated(B, A), 1);

            Assert.That(pair.B.State, Is.EqualTo(IceState.Checking));
            Assert.That(pair.B.TryGetSelected(out _, out _), Is.False, "we may not send before our own check succeeds");
        }

        [Test]
        public void ThirtyPercentLoss_StillConnects([Range(1, 20)] int seed)
        {
            IcePair pair = new IcePair(liteB: seed % 2 == 0, seed: seed) { Loss = 0.3 }.Signal();

            Assert.That(pair.RunUntil(() => pair.AreConnected, 10), Is.True);
        }

        [Test]
        public void LostFirstCheck_CostsATwentiethOfASecond()
        {
            IcePair pair = new IcePair(liteB: true);
            int sent = 0;
            pair.Passes = _ => ++sent > 1;
            pair.Signal();
            Instant start = pair.Now;

            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);

            Assert.That((pair.Now - start).TotalMilliseconds, Is.EqualTo(90));
        }

        [Test]
        public void DeadBetterPair_DelaysNeitherConnectionNorNominationForLong()
        {
            var pair = new IcePair(liteB: true);
            pair.B.AddLocalCandidate(Candidate.Host(B));
            pair.A.AddLocalCandidate(Candidate.Host(IcePair.Address("203.0.113.9", 5000)));
            pair.A.AddLocalCandidate(Candidate.Host(A, localPreference: 100));
            pair.Passes = transmit => transmit.Local == A || transmit.Local == B;
            pair.TellA();
            pair.TellB();
            Instant start = pair.Now;

            Assert.That(pair.RunUntil(() => pair.A.State == IceState.Connected, 5), Is.True);
            Assert.That((pair.Now - start).TotalMilliseconds, Is.EqualTo(60), "Ta and a round trip");
            bool isNominated = false;
            pair.Passes = transmit =>
            {
                StunMessage.TryParse(transmit.Datagram, out StunMessage message);
                isNominated |= message.TryFind(StunAttribute.UseCandidate, out _);
                return transmit.Local == A || transmit.Local == B;
            };
            Assert.That(pair.RunUntil(() => isNominated, 5), Is.True);
            Assert.That((pair.Now - start).TotalMilliseconds, Is.EqualTo(160), "100 ms of patience");
        }

        [Test]
        public void NominationThatFails_MovesToAnotherPairThatWorks()
        {
            TransportAddress second = IcePair.Address("192.0.2.9", 5000);
            var pair = new IcePair(liteB: true);
            pair.AddLocals();
            pair.A.AddLocalCandidate(Candidate.Host(second, localPreference: 100));
            pair.Passes = transmit =>
            {
                StunMessage.TryParse(transmit.Datagram, out StunMessage message);
                return transmit.Local != A || !message.TryFind(StunAttribute.UseCandidate, out _);
            };
            pair.TellA();
            pair.TellB();
            bool IsSecondSelected() => pair.A.TryGetSelected(out TransportAddress local, out _) && local == second;

            Assert.That(pair.RunUntil(IsSecondSelected, 15), Is.True);
            pair.Run(1);
            AssertSelected(pair.B, B, second);
        }

        [Test]
        public void OrdinaryChecks_KeepTheirDistance()
        {
            var pair = new IcePair { IsCut = true };
            for (int host = 10; host < 15; host++)
                pair.A.AddLocalCandidate(Candidate.Host(IcePair.Address($"192.0.2.{host}", 5000)));
            pair.B.AddLocalCandidate(Candidate.Host(B));
            Instant start = pair.Now;
            int first = 0;
            var seen = new HashSet<TransportAddress>();
            pair.Passes = transmit =>
            {
                if (!seen.Add(transmit.Local)) return true;
                Assert.That((pair.Now - start).TotalMilliseconds, Is.EqualTo(20 * first++));
                return true;
            };
            pair.TellA();

            pair.Run(1);

            Assert.That(first, Is.EqualTo(5));
        }

        [Test]
        public void LoopbackAndOtherFamilies_AreNotPaired()
        {
            var pair = new IcePair();
            pair.A.AddLocalCandidate(Candidate.Host(A));
            pair.A.SetRemote(pair.Now, pair.B.Local, true);
            pair.A.AddRemoteCandidate(pair.Now, Candidate.Host(IcePair.Address("127.0.0.1", 7881)));
            pair.A.AddRemoteCandidate(pair.Now, Candidate.Host(IcePair.Address("2001:db8::1", 7881)));

            pair.Run(1);
            Assert.That(pair.Sent, Is.EqualTo(0));

            pair.A.AddLocalCandidate(Candidate.Host(IcePair.Address("127.0.0.1", 5000)));
            pair.A.HandleTimeout(pair.Now);
            Assert.That(pair.A.TryPollTransmit(out IceTransmit transmit), Is.True);
            Assert.That(transmit.Remote.IsLoopback, Is.True);
        }

        [Test]
        public void IPv6_Connects()
        {
            var pair = new IcePair(liteB: true);
            pair.A.AddLocalCandidate(Candidate.Host(IcePair.Address("2001:db8::a", 5000)));
            pair.B.AddLocalCandidate(Candidate.Host(IcePair.Address("2001:db8::b", 7881)));
            pair.TellA();
            pair.TellB();

            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
        }

        [Test]
        public void NobodyThere_FailsAfterFifteenSeconds()
        {
            var pair = new IcePair { IsCut = true };
            pair.Signal();

            pair.Run(14.9);
            Assert.That(pair.A.State, Is.EqualTo(IceState.Checking));
            pair.Run(0.2);
            Assert.That(pair.A.State, Is.EqualTo(IceState.Failed));
            Assert.That(pair.A.FailureReason, Is.EqualTo(CloseReason.IceFailed));
            Assert.That(pair.A.NextDeadline.IsPending, Is.False);
        }

        [Test]
        public void LiteAgentGone_FailsAsSoonAsAllChecksHaveWhenNoCandidateIsToCome()
        {
            var pair = new IcePair(liteB: true) { IsCut = true };
            pair.Signal();
            pair.A.HandleEndOfCandidates(pair.Now);

            Assert.That(pair.RunUntil(() => pair.A.State == IceState.Failed, 14), Is.True);
            Assert.That(pair.A.FailureReason, Is.EqualTo(CloseReason.IceFailed));
        }

        [Test]
        public void Events_TellWhatChangedOnce()
        {
            IcePair pair = new IcePair().Signal();
            pair.RunUntil(() => pair.AreConnected, 5);

            Assert.That(pair.A.TryPollEvent(out IceEvent first), Is.True);
            Assert.That(pair.A.TryPollEvent(out IceEvent second), Is.True);
            Assert.That(pair.A.TryPollEvent(out _), Is.False);
            Assert.That(first, Is.EqualTo(IceEvent.SelectedPairChanged));
            Assert.That(second, Is.EqualTo(IceEvent.StateChanged));
        }

        [Test]
        public void ClosedAgent_IsSilent()
        {
            IcePair pair = new IcePair().Signal();
            pair.RunUntil(() => pair.AreConnected, 5);

            pair.A.Close();

            Assert.That(pair.A.State, Is.EqualTo(IceState.Closed));
            Assert.That(pair.A.TryPollTransmit(out _), Is.False);
            Assert.That(pair.A.TryGetSelected(out _, out _), Is.False);
            Assert.That(pair.A.NextDeadline.IsPending, Is.False);
            pair.A.HandleTimeout(pair.Now + TimeSpan.FromHours(1));
            Assert.That(pair.A.State, Is.EqualTo(IceState.Closed));
        }

        private static void AssertSelected(IceAgent agent, TransportAddress local, TransportAddress remote)
        {
            Assert.That(agent.TryGetSelected(out TransportAddress from, out TransportAddress to), Is.True);
            Assert.That(from, Is.EqualTo(local));
            Assert.That(to, Is.EqualTo(remote));
        }
    }
}
