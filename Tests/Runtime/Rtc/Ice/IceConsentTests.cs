#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Stun;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class IceConsentTests
    {
        [Test]
        public void Consent_IsAskedEveryFourToSixSecondsAndKeepsTheConnection([Values] bool lite)
        {
            IcePair pair = Connected(lite);
            var asked = new List<Instant>();
            pair.Passes = transmit =>
            {
                StunMessage.TryParse(transmit.Datagram, out StunMessage message);
                if (message.Class == StunClass.Request && transmit.Local == IcePair.AddressA) asked.Add(pair.Now);
                return true;
            };

            pair.Run(600);

            Assert.That(pair.AreConnected, Is.True);
            Assert.That(asked.Count, Is.InRange(100, 150));
            var intervals = new HashSet<double>();
            for (int i = 1; i < asked.Count; i++)
            {
                double seconds = (asked[i] - asked[i - 1]).TotalSeconds;
                Assert.That(seconds, Is.InRange(4.0, 6.0));
                intervals.Add(seconds);
            }

            Assert.That(intervals.Count, Is.GreaterThan(50), "they are randomised");
        }

        [Test]
        public void LostConsent_ExpiresAfterThirtySeconds([Values] bool lite)
        {
            IcePair pair = Connected(lite);
            pair.Run(20);
            Instant cut = pair.Now;
            pair.IsCut = true;

            bool BothFailed() => pair.A.State == IceState.Failed && pair.B.State == IceState.Failed;
            Assert.That(pair.RunUntil(BothFailed, 40), Is.True);

            Assert.That(pair.A.FailureReason, Is.EqualTo(CloseReason.ConsentExpired));
            Assert.That(pair.B.FailureReason, Is.EqualTo(CloseReason.ConsentExpired));
            Assert.That((pair.Now - cut).TotalSeconds, Is.InRange(24.0, 30.0));
            Assert.That(pair.A.TryGetSelected(out _, out _), Is.False, "nothing may be sent any more");
            Assert.That(pair.A.IsValidated(IcePair.AddressA, IcePair.AddressB), Is.False);
        }

        [Test]
        public void ShortOutage_IsSurvived([Values] bool lite)
        {
            IcePair pair = Connected(lite);
            pair.IsCut = true;
            pair.Run(20);
            pair.IsCut = false;
            pair.Run(60);

            Assert.That(pair.AreConnected, Is.True);
        }

        [Test]
        public void ThirtyPercentLoss_IsSurvivedForTenMinutes([Values] bool lite, [Range(1, 5)] int seed)
        {
            IcePair pair = new IcePair(liteB: lite, seed: seed) { Loss = 0.3 }.Signal();
            pair.Run(600);

            Assert.That(pair.AreConnected, Is.True);
        }

        [Test]
        public void NewPortOfTheNat_IsFollowedByTheNextConsentCheck()
        {
            IcePair pair = Connected(lite: true);
            TransportAddress moved = IcePair.Address("203.0.113.77", 61001);
            pair.Nat = moved;

            Assert.That(pair.RunUntil(() => pair.B.IsValidated(IcePair.AddressB, moved), 7), Is.True);

            Assert.That(pair.B.TryGetSelected(out _, out TransportAddress remote), Is.True);
            Assert.That(remote, Is.EqualTo(moved));
            pair.Run(60);
            Assert.That(pair.AreConnected, Is.True);
        }

        [Test]
        public void RequestsOfTheOtherSide_AreNoConsentForAFullAgent()
        {
            IcePair pair = Connected(lite: false);
            pair.Passes = transmit =>
            {
                StunMessage.TryParse(transmit.Datagram, out StunMessage message);
                return message.Class == StunClass.Request;
            };

            Assert.That(pair.RunUntil(() => pair.A.State == IceState.Failed, 31), Is.True);
            Assert.That(pair.A.FailureReason, Is.EqualTo(CloseReason.ConsentExpired));
        }

        [Test]
        public void LiteAgentThatIsNeverChecked_Fails()
        {
            var agent = new IceAgent(new SeededRandom(1), lite: true);
            var other = new IceAgent(new SeededRandom(2), lite: false);
            agent.SetRemote(Instant.FromMilliseconds(0), other.Local, false);
            Assert.That(agent.NextDeadline.At, Is.EqualTo(Instant.FromMilliseconds(30_000)));

            agent.HandleTimeout(Instant.FromMilliseconds(29_999));
            Assert.That(agent.State, Is.EqualTo(IceState.Checking));
            agent.HandleTimeout(Instant.FromMilliseconds(30_000));
            Assert.That(agent.State, Is.EqualTo(IceState.Failed));
            Assert.That(agent.FailureReason, Is.EqualTo(CloseReason.IceFailed));
        }

        private static IcePair Connected(bool lite)
        {
            IcePair pair = new IcePair(liteB: lite).Signal();
            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
            return pair;
        }
    }
}
