#nullable enable
using System;
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
            Assert.That(pair.B.IsValidated(IcePair.AddressB, IcePair.AddressA), Is.True, "what was under way may come");
            pair.Run(11);
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

        [Test]
        public void OwnRestart_LosesThePathAtNoTime([Values] bool otherIsLite, [Values] bool isAnswered)
        {
            IcePair pair = Connected(otherIsLite);
            string before = pair.A.Local.Ufrag;
            pair.A.Restart();
            Assert.That(pair.A.Local.Ufrag, Is.Not.EqualTo(before));
            Assert.That(pair.A.State, Is.EqualTo(IceState.Connected));
            pair.Run(60);
            AssertSends(pair.A, IcePair.AddressB);

            if (!isAnswered) pair.A.CancelRestart();
            else Exchange(pair);
            bool isWhole = true;
            bool HasPath() => pair.A.TryGetSelected(out _, out _) && pair.B.TryGetSelected(out _, out _);
            Assert.That(pair.RunUntil(() => !(isWhole &= HasPath()), 120), Is.False, "a path at all times");
            Assert.That(pair.AreConnected, Is.True);
            Assert.That(pair.A.Local.Ufrag == before, Is.EqualTo(!isAnswered));
        }

        [Test]
        public void RestartThatFindsNothing_KeepsTheOldPath()
        {
            IcePair pair = Connected(lite: false);
            string former = pair.A.Local.Ufrag;
            pair.A.Restart();
            Exchange(pair);
            byte[] fresh = System.Text.Encoding.ASCII.GetBytes(pair.A.Local.Ufrag);
            pair.Passes = transmit => transmit.Datagram.AsSpan().IndexOf(fresh) < 0;

            pair.Run(120);
            Assert.That(pair.A.State, Is.EqualTo(IceState.Checking));
            AssertSends(pair.A, IcePair.AddressB);
            AssertSends(pair.B, IcePair.AddressA);

            pair.IsCut = true;
            pair.Run(40);
            Assert.That(pair.A.State, Is.EqualTo(IceState.Failed), "until its consent expires");
            Assert.That(former, Is.Not.EqualTo(pair.A.Local.Ufrag));
        }

        [Test]
        public void OwnRestart_IsMetByTheNewCredentialsOfTheAnswerer()
        {
            IcePair pair = Connected(lite: false);
            string ufragB = pair.B.Local.Ufrag;
            pair.A.Restart();
            Exchange(pair);
            Assert.That(pair.B.Local.Ufrag, Is.Not.EqualTo(ufragB));
            Assert.That(pair.RunUntil(() => pair.AreConnected, 1), Is.True);
            Assert.That(pair.RunUntil(() => pair.A.IsSettled && pair.B.IsSettled, 15), Is.True, "the former is gone");
        }

        /// <summary>As an offer of A's and its answer would.</summary>
        private static void Exchange(IcePair pair)
        {
            if (pair.B.IsRestart(pair.A.Local)) pair.B.Restart();
            pair.TellB();
            pair.TellA();
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
