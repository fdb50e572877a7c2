#nullable enable
using Earshot.Rtc.Ice;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>The other side starts over: new ufrag and password, perhaps a new port.</summary>
    public sealed class IceRestartTests
    {
        private static readonly TransportAddress NewPort = IcePair.Address("192.0.2.1", 5999);

        [Test]
        public void RestartOfTheRemote_KeepsTheOldPathUntilTheNewOneWorks()
        {
            IcePair pair = Connected(lite: false);
            IceAgent reborn = new IceAgent(new SeededRandom(50), lite: false);

            pair.B.SetRemote(pair.Now, reborn.Local, remoteIsLite: false);

            Assert.That(pair.B.State, Is.EqualTo(IceState.Checking));
            AssertSends(pair.B, IcePair.AddressA);
            Assert.That(pair.B.IsValidated(IcePair.AddressB, IcePair.AddressA), Is.True);

            pair.B.AddRemoteCandidate(pair.Now, Candidate.Host(NewPort));
            var chromium = new ForeignAgent(reborn.Local, pair.B.Local);
            Assert.That(pair.B.TryPollTransmit(out IceTransmit check), Is.True);
            Assert.That(check.Remote, Is.EqualTo(NewPort));
            Assert.That(chromium.Answer(pair, check), Is.EqualTo(DropReason.None));

            Assert.That(pair.B.State, Is.EqualTo(IceState.Connected));
            AssertSends(pair.B, NewPort);
            Assert.That(pair.B.IsValidated(IcePair.AddressB, IcePair.AddressA), Is.False);
        }

        [Test]
        public void ChecksOfTheNewGenerationBeforeItsSignalling_AreTriggeredLater()
        {
            IcePair pair = Connected(lite: false);
            var reborn = new IceAgent(new SeededRandom(50), lite: false);
            var chromium = new ForeignAgent(reborn.Local, pair.B.Local);

            Assert.That(chromium.Check(pair, NewPort, useCandidate: true), Is.EqualTo(DropReason.None));
            Assert.That(pair.B.TryPollTransmit(out _), Is.True, "it is answered");
            Assert.That(pair.B.TryPollTransmit(out _), Is.False, "and not checked with the old password");

            pair.B.SetRemote(pair.Now, reborn.Local, remoteIsLite: false);
            Assert.That(pair.B.TryPollTransmit(out IceTransmit check), Is.True);
            Assert.That(chromium.Answer(pair, check), Is.EqualTo(DropReason.None));
            AssertSends(pair.B, NewPort);
        }

        [Test]
        public void LiteAgent_FollowsTheNewGenerationAtItsFirstCheck([Values] bool signalledFirst)
        {
            IcePair pair = Connected(lite: true);
            pair.Run(3);
            var reborn = new IceAgent(new SeededRandom(50), lite: false);
            var chromium = new ForeignAgent(reborn.Local, pair.B.Local);

            if (signalledFirst) pair.B.SetRemote(pair.Now, reborn.Local, remoteIsLite: false);
            AssertSends(pair.B, IcePair.AddressA);
            chromium.Check(pair, NewPort, useCandidate: false);
            if (!signalledFirst)
            {
                AssertSends(pair.B, IcePair.AddressA);
                pair.B.SetRemote(pair.Now, reborn.Local, remoteIsLite: false);
            }

            AssertSends(pair.B, NewPort);
            Assert.That(pair.B.State, Is.EqualTo(IceState.Connected));
        }

        [Test]
        public void LiteAgent_FollowsANominationFromANewPortWithTheSameUfrag()
        {
            IcePair pair = Connected(lite: true);
            pair.Run(3);
            var chromium = new ForeignAgent(pair.A.Local, pair.B.Local);

            chromium.Check(pair, NewPort, useCandidate: false);
            AssertSends(pair.B, IcePair.AddressA);
            Assert.That(pair.B.IsValidated(IcePair.AddressB, NewPort), Is.True, "its ClientHello may come");

            chromium.Check(pair, NewPort, useCandidate: true);
            AssertSends(pair.B, NewPort);
        }

        [Test]
        public void LiteAgent_FallsBackWhenTheNominatedPathDies()
        {
            IcePair pair = Connected(lite: true);
            pair.Run(3);
            new ForeignAgent(pair.A.Local, pair.B.Local).Check(pair, NewPort, useCandidate: true);
            pair.Passes = transmit => transmit.Remote != NewPort;

            pair.Run(31);

            AssertSends(pair.B, IcePair.AddressA);
            Assert.That(pair.B.State, Is.EqualTo(IceState.Connected));
        }

        [Test]
        public void FailedAgent_IsRevivedByARestart([Values] bool lite)
        {
            IcePair pair = Connected(lite);
            pair.IsCut = true;
            pair.Run(40);
            Assert.That(pair.B.State, Is.EqualTo(IceState.Failed));

            var reborn = new IceAgent(new SeededRandom(50), lite: false);
            pair.B.SetRemote(pair.Now, reborn.Local, remoteIsLite: false);

            Assert.That(pair.B.State, Is.EqualTo(IceState.Checking));
            Assert.That(pair.B.FailureReason, Is.EqualTo(CloseReason.None));
            var chromium = new ForeignAgent(reborn.Local, pair.B.Local);
            Assert.That(chromium.Check(pair, NewPort, useCandidate: true), Is.EqualTo(DropReason.None));
        }

        [Test]
        public void SameCredentialsAgain_ChangeNothing()
        {
            IcePair pair = Connected(lite: false);
            pair.Run(1);
            int sent = pair.Sent;

            pair.TellA();
            pair.TellB();
            pair.Run(1);

            Assert.That(pair.AreConnected, Is.True);
            Assert.That(pair.Sent, Is.EqualTo(sent));
        }

        private static IcePair Connected(bool lite)
        {
            IcePair pair = new IcePair(liteB: lite).Signal();
            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
            pair.Run(0.2);
            return pair;
        }

        private static void AssertSends(IceAgent agent, TransportAddress to)
        {
            Assert.That(agent.TryGetSelected(out _, out TransportAddress remote), Is.True);
            Assert.That(remote, Is.EqualTo(to));
        }
    }
}
