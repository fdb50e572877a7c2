#nullable enable
using System.Linq;
using Earshot.Rtc;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Sdp;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Candidates that no description carries, and those that are not as simple as an address.</summary>
    public sealed class TrickleTests
    {
        private const string Named =
            "candidate:1 1 udp 2113937151 1f4712db-ea17-4bcf-a596-105139dfd8bf.local 50000 typ host";

        private const string Tcp = "candidate:2 1 tcp 1518280447 192.0.2.9 9 typ host tcptype active";

        [Test]
        public void AddressesAddedLater_AreToldOneByOne()
        {
            using var pair = Negotiated();
            foreach (Endpoint side in new[] { pair.Left, pair.Right })
            {
                side.Peer.Ice.AddLocalAddress(pair.Now, IcePair.Address("192.0.2.77", 4000));
                side.TakeEvents(pair.Now);
                PeerEvent told = side.Events.Single(one => one.Kind == PeerEventKind.LocalCandidate);
                Assert.That(told.Candidate, Does.StartWith("candidate:").And.Contain(" 192.0.2.77 4000 typ host"));
                Assert.That(told.Candidate, Does.EndWith(" ufrag " + side.Peer.LocalUfrag));
            }
        }

        [Test]
        public void Offer_SaysWhetherMoreIsToCome([Values] bool more)
        {
            using var pair = new PeerPair();
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice");
            pair.Left.Peer.Ice.AwaitServers = more;
            string offer = pair.Left.Peer.CreateOffer(pair.Now);
            Assert.That(offer.Contains("a=end-of-candidates"), Is.EqualTo(!more));
            Assert.That(offer, Does.Contain("a=ice-options:trickle"));
            pair.Left.Peer.Ice.AwaitServers = false;
            pair.Left.Peer.HandleTimeout(pair.Now);
            pair.Left.TakeEvents(pair.Now);
        }

        [Test]
        public void TrickledCandidates_Connect([Values("a=candidate:", "candidate:", "")] string prefix)
        {
            using var pair = new PeerPair();
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice");
            string offer = pair.Left.Peer.CreateOffer(pair.Now);
            string line = offer.Split('\n').Single(one => one.StartsWith("a=candidate:")).Trim();
            offer = offer.Replace(line + "\r\n", "");
            Assert.That(pair.Right.Peer.TrySetOffer(pair.Now, offer, out string error), Is.True, error);
            string answer = pair.Right.Peer.CreateAnswer(pair.Now);
            string other = answer.Split('\n').Single(one => one.StartsWith("a=candidate:")).Trim();
            answer = answer.Replace(other + "\r\n", "");
            Assert.That(pair.Left.Peer.TrySetAnswer(pair.Now, answer, out error), Is.True, error);
            Assert.That(pair.DriveUntil(() => pair.IsConnected), Is.False, "neither knows the other's address");

            line = prefix + line.Substring("a=candidate:".Length) + " ufrag " + pair.Left.Peer.LocalUfrag;
            Assert.That(pair.Right.Peer.Ice.TryAddRemoteCandidate(pair.Now, line, out error), Is.True, error);
            Assert.That(pair.Right.Peer.Ice.TryAddRemoteCandidate(pair.Now, "", out error), Is.True, error);
            Assert.That(pair.DriveUntil(() => pair.IsConnected), Is.True);
        }

        [Test]
        public void CandidateOfAnotherGeneration_IsPassedOver()
        {
            using var pair = Negotiated();
            string line = "candidate:1 1 udp 1 192.0.2.44 4444 typ host ufrag another";
            Assert.That(pair.Left.Peer.Ice.TryAddRemoteCandidate(pair.Now, line, out _), Is.True);
            pair.Passes = transmit =>
            {
                Assert.That(transmit.Remote, Is.Not.EqualTo(IcePair.Address("192.0.2.44", 4444)));
                return true;
            };
            Assert.That(pair.DriveUntil(() => pair.IsConnected), Is.True);
        }

        [Test]
        public void TcpCandidate_IsRefusedWithASentenceAndHarmsNothing()
        {
            using var pair = Negotiated();
            Assert.That(pair.Left.Peer.Ice.TryAddRemoteCandidate(pair.Now, Tcp, out string error), Is.False);
            Assert.That(error, Does.Contain("tcp"));
            Assert.That(pair.Left.Peer.Ice.TryAddRemoteCandidate(pair.Now, "candidate:nonsense", out error), Is.False);
            Assert.That(error, Is.Not.Empty);
            Assert.That(pair.DriveUntil(() => pair.IsConnected), Is.True);
        }

        [Test]
        public void MdnsName_IsHandedOutOnceToBeResolved([Values] bool inTheOffer)
        {
            using var pair = new PeerPair();
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice");
            string offer = pair.Left.Peer.CreateOffer(pair.Now);
            string line = offer.Split('\n').Single(one => one.StartsWith("a=candidate:")).Trim();
            Peer right = pair.Right.Peer;
            string given = inTheOffer ? offer.Replace(line, $"a={Named}\r\na={Tcp}") : offer;
            Assert.That(right.TrySetOffer(pair.Now, given, out string error), Is.True, error);
            right.CreateAnswer(pair.Now);
            for (int i = 0; i < 3; i++)
                Assert.That(right.Ice.TryAddRemoteCandidate(pair.Now, Named, out error), Is.True, error);

            Assert.That(right.Ice.TryPollName(out string named, out string name), Is.True);
            Assert.That(name, Is.EqualTo("1f4712db-ea17-4bcf-a596-105139dfd8bf.local"));
            Assert.That(right.Ice.TryPollName(out _, out _), Is.False, "it is asked for once");
            string resolved = Candidate.WithAddress(named, name, "192.0.2.1");
            Assert.That(right.Ice.TryAddRemoteCandidate(pair.Now, resolved, out error), Is.True, error);
        }

        [Test]
        public void CountlessNames_MakeUsAskSixteenTimes()
        {
            using var pair = Negotiated();
            for (int i = 0; i < 100; i++)
                pair.Left.Peer.Ice.TryAddRemoteCandidate(pair.Now, Named.Replace("1f47", $"{1000 + i}"), out _);
            int asked = 0;
            while (pair.Left.Peer.Ice.TryPollName(out _, out _)) asked++;
            Assert.That(asked, Is.EqualTo(16));
        }

        private static PeerPair Negotiated()
        {
            var pair = new PeerPair();
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice");
            pair.Negotiate();
            return pair;
        }
    }
}
