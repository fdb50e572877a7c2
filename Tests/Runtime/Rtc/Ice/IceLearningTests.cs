#nullable enable
using Earshot.Rtc.Ice;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Addresses nobody signalled.</summary>
    public sealed class IceLearningTests
    {
        private static readonly TransportAddress Nat = IcePair.Address("203.0.113.77", 61000);

        [Test]
        public void AgentBehindNat_IsLearnedFromItsChecks([Values] bool lite)
        {
            var pair = new IcePair(liteB: lite) { Nat = Nat };
            pair.Signal();

            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);

            Assert.That(pair.B.TryGetSelected(out _, out TransportAddress remote), Is.True);
            Assert.That(remote, Is.EqualTo(Nat));
            Assert.That(pair.B.IsValidated(IcePair.AddressB, Nat), Is.True);
        }

        [Test]
        public void PeerWithoutCandidates_IsLearned([Values] bool lite)
        {
            var pair = new IcePair(liteB: lite);
            pair.AddLocals();
            pair.TellA();
            pair.TellB(withCandidates: false);

            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
        }

        [Test]
        public void ChecksBeforeTheSignalling_AreAnsweredAndTriggeredLater([Values] bool lite)
        {
            var pair = new IcePair(liteB: lite);
            pair.AddLocals();
            pair.TellA();

            pair.Run(1);
            Assert.That(pair.A.State, Is.EqualTo(IceState.Connected), "the answer needs only our own password");
            Assert.That(pair.B.State, Is.EqualTo(IceState.New));
            Assert.That(pair.B.IsValidated(IcePair.AddressB, IcePair.AddressA), Is.True);

            Instant told = pair.Now;
            pair.TellB(withCandidates: false);
            Assert.That(pair.RunUntil(() => pair.B.State == IceState.Connected, 1), Is.True);
            Assert.That((pair.Now - told).TotalMilliseconds, Is.EqualTo(lite ? 0 : 40));
        }

        [Test]
        public void NominationBeforeTheSignalling_Counts()
        {
            var pair = new IcePair();
            pair.AddLocals();
            var chromium = new ForeignAgent(pair.A.Local, pair.B.Local);
            TransportAddress second = IcePair.Address("203.0.113.5", 5000);
            chromium.Check(pair, IcePair.AddressA, useCandidate: false);
            chromium.Check(pair, second, useCandidate: true);
            while (pair.B.TryPollTransmit(out _))
            {
            }

            pair.B.SetRemote(pair.Now, pair.A.Local, remoteIsLite: false);
            for (int i = 0; i < 2; i++)
            {
                Assert.That(pair.B.TryPollTransmit(out IceTransmit check), Is.True);
                Assert.That(chromium.Answer(pair, check), Is.EqualTo(DropReason.None));
            }

            Assert.That(pair.B.TryGetSelected(out _, out TransportAddress remote), Is.True);
            Assert.That(remote, Is.EqualTo(second));
        }

        [Test]
        public void CandidateSignalledAfterItWasLearned_DoesNotMakeASecondPair()
        {
            var pair = new IcePair();
            pair.AddLocals();
            pair.TellA();
            pair.TellB(withCandidates: false);
            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
            int sent = pair.Sent;

            pair.B.AddRemoteCandidate(pair.Now, pair.A.LocalCandidates[0]);
            pair.Run(1);

            Assert.That(pair.Sent - sent, Is.LessThanOrEqualTo(2), "the nomination and its answer, no new check");
        }
    }
}
