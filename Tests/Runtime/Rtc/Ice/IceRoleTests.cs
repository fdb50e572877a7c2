#nullable enable
using System;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class IceRoleTests
    {
        [Test]
        public void SameRoleOnBothSides_IsSettledByTheTieBreaker(
            [Values] IceRole role, [Range(1, 6)] int seed, [Values] bool onlyOneSideChecks)
        {
            var pair = new IcePair(seed: seed);
            pair.A.SetRole(role);
            pair.B.SetRole(role);
            pair.Signal(withCandidates: !onlyOneSideChecks);
            if (onlyOneSideChecks) pair.A.AddRemoteCandidate(pair.Now, pair.B.LocalCandidates[0]);

            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
            Assert.That(pair.A.Role, Is.Not.EqualTo(pair.B.Role));

            pair.Run(60);
            Assert.That(pair.AreConnected, Is.True);
        }

        [Test]
        public void LiteAgent_StaysControlled()
        {
            var agent = new IceAgent(new SeededRandom(1), lite: true);
            agent.SetRole(IceRole.Controlling);
            Assert.That(agent.Role, Is.EqualTo(IceRole.Controlled));
        }

        [Test]
        public void WhoFacesALiteAgent_Controls()
        {
            IcePair pair = new IcePair(liteB: true);
            pair.A.SetRole(IceRole.Controlled);
            pair.Signal();
            pair.A.SetRole(IceRole.Controlled);
            Assert.That(pair.A.Role, Is.EqualTo(IceRole.Controlling));
        }

        [Test]
        public void LiteAgent_TellsAControlledOneToControl()
        {
            var pair = new IcePair(liteB: true);
            pair.AddLocals();
            pair.A.SetRole(IceRole.Controlled);
            pair.A.SetRemote(pair.Now, pair.B.Local, remoteIsLite: false);
            pair.A.AddRemoteCandidate(pair.Now, pair.B.LocalCandidates[0]);
            pair.TellB();

            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
            Assert.That(pair.A.Role, Is.EqualTo(IceRole.Controlling));
        }

        [Test]
        public void ControlledAgent_FollowsTheLastNomination()
        {
            TransportAddress second = IcePair.Address("203.0.113.5", 5000);
            var pair = new IcePair();
            pair.Signal();
            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
            pair.Run(1);

            var chromium = new ForeignAgent(pair.A.Local, pair.B.Local);
            Assert.That(chromium.Check(pair, second, useCandidate: true), Is.EqualTo(DropReason.None));
            Assert.That(pair.B.TryPollTransmit(out IceTransmit answer), Is.True);
            Assert.That(answer.Remote, Is.EqualTo(second));
            Assert.That(pair.B.TryPollTransmit(out IceTransmit check), Is.True, "it is triggered at once");
            Assert.That(chromium.Answer(pair, check), Is.EqualTo(DropReason.None));

            Assert.That(pair.B.TryGetSelected(out _, out TransportAddress remote), Is.True);
            Assert.That(remote, Is.EqualTo(second));
        }
    }
}
