#nullable enable
using Earshot.Rtc.Ice;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>A path that dies and another that takes its place, without a word of signalling.</summary>
    public sealed class IceMoveTests
    {
        private static readonly TransportAddress Second = IcePair.Address("192.0.2.9", 5000);

        public enum Roles
        {
            Controlling,
            Controlled,
            FacesLite,
        }

        [Test]
        public void NewAddress_TakesOverFromOneThatIsGone([Values] Roles roles, [Values] bool isAddedFirst)
        {
            bool otherIsLite = roles == Roles.FacesLite;
            bool controls = roles != Roles.Controlled;
            IcePair pair = Connected(otherIsLite, controls);
            pair.A.HandleEndOfCandidates(pair.Now);
            pair.Run(10);
            if (isAddedFirst) pair.A.AddLocalCandidate(Candidate.Host(Second));
            pair.A.RemoveLocalAddress(pair.Now, IcePair.AddressA);
            pair.Passes = transmit => transmit.Local != IcePair.AddressA && transmit.Remote != IcePair.AddressA;
            if (!isAddedFirst)
            {
                Assert.That(pair.A.State, Is.EqualTo(IceState.Checking));
                Assert.That(pair.A.TryGetSelected(out _, out _), Is.False);
                pair.Run(5);
                pair.A.AddLocalCandidate(Candidate.Host(Second));
                pair.A.HandleTimeout(pair.Now);
            }

            Assert.That(pair.RunUntil(() => SendTo(pair, Second), 3), Is.True);
            pair.Run(60);
            Assert.That(pair.AreConnected && SendTo(pair, Second), Is.True);
        }

        [Test]
        public void NoAddressAtAll_IsTheEndAfterAWhile()
        {
            IcePair pair = Connected(otherIsLite: false, controls: true);
            pair.A.RemoveLocalAddress(pair.Now, IcePair.AddressA);
            pair.Run(14);
            Assert.That(pair.A.State, Is.EqualTo(IceState.Checking));
            pair.Run(2);
            Assert.That(pair.A.State, Is.EqualTo(IceState.Failed));
        }

        [Test]
        public void SilentPath_IsLeftForOneThatAnswers([Values] Roles roles)
        {
            IcePair pair = Connected(roles == Roles.FacesLite, roles != Roles.Controlled, withSecond: true);
            pair.Run(10);
            pair.A.TryGetSelected(out TransportAddress first, out _);
            TransportAddress other = first == Second ? IcePair.AddressA : Second;
            pair.Passes = transmit => transmit.Local != first && transmit.Remote != first;

            Assert.That(pair.RunUntil(() => SendTo(pair, other), 10), Is.True, "consent is asked within 6 s");
            pair.Run(60);
            Assert.That(pair.AreConnected && SendTo(pair, other), Is.True);
        }

        [Test]
        public void NominatedPath_IsNotLeftForABriefOutageOfItsOwn()
        {
            IcePair pair = Connected(otherIsLite: false, controls: true, withSecond: true);
            pair.Run(10);
            pair.A.TryGetSelected(out TransportAddress first, out _);
            for (int i = 0; i < 50; i++)
            {
                pair.IsCut = true;
                pair.Run(0.2);
                pair.IsCut = false;
                pair.Run(3);
            }

            Assert.That(pair.AreConnected, Is.True);
            pair.A.TryGetSelected(out TransportAddress local, out _);
            Assert.That(local, Is.EqualTo(first));
        }

        [Test]
        public void FasterPath_IsPreferredOfTwoThatWork()
        {
            IcePair pair = new IcePair();
            pair.AddLocals();
            pair.A.AddLocalCandidate(Candidate.Host(Second, localPreference: 100));
            pair.Delay = transmit => transmit.Local == Second || transmit.Remote == Second ? 10 : 45;
            pair.TellA();
            pair.TellB();
            pair.Run(3);
            Assert.That(SendTo(pair, Second), Is.True);
        }

        private static bool SendTo(IcePair pair, TransportAddress addressOfA) =>
            pair.A.TryGetSelected(out TransportAddress local, out _) && local == addressOfA &&
            pair.B.TryGetSelected(out _, out TransportAddress remote) && remote == addressOfA;

        private static IcePair Connected(bool otherIsLite, bool controls, bool withSecond = false)
        {
            var pair = new IcePair(liteB: otherIsLite);
            if (!controls)
            {
                pair.A.SetRole(IceRole.Controlled);
                pair.B.SetRole(IceRole.Controlling);
            }

            pair.AddLocals();
            if (withSecond) pair.A.AddLocalCandidate(Candidate.Host(Second, localPreference: 65000));
            pair.TellA();
            pair.TellB();
            Assert.That(pair.RunUntil(() => pair.AreConnected, 5), Is.True);
            return pair;
        }
    }
}
