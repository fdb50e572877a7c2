#nullable enable
using System;
using System.Linq;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>How long it takes from both descriptions to both connected, in virtual time: what the network costs,
    /// without what the processor does.</summary>
    public sealed class TimeToConnectTests
    {
        private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

        [Test]
        public void CleanPath_TakesThreeRoundTrips(
            [Values(0, 20, 40, 100, 300)] int roundTrip, [Values] bool rightIsLite, [Values] bool leftOffers)
        {
            using PeerPair pair = NewPair(1, roundTrip, loss: 0, rightIsLite);
            Assert.That(MillisecondsToConnect(pair, leftOffers), Is.LessThanOrEqualTo(3 * roundTrip + 1));
        }

        // Of 100 pairs the 95th, by how long it took. One lost flight more than the copies make good would cost 1.5
        // round trips.
        [TestCase(40, 0.05, 175)]
        [TestCase(100, 0.05, 400)]
        [TestCase(40, 0.1, 220)]
        [TestCase(100, 0.1, 500)]
        [TestCase(40, 0.3, 1500)]
        public void Loss_DelaysNineteenOfTwentyNoLongerThan(int roundTrip, double loss, int milliseconds)
        {
            double[] times = Enumerable.Range(1, 100).Select(seed =>
            {
                using PeerPair pair = NewPair(seed, roundTrip, loss, rightIsLite: false);
                return MillisecondsToConnect(pair, leftOffers: true);
            }).OrderBy(time => time).ToArray();
            Assert.That(times[94], Is.LessThanOrEqualTo(milliseconds), string.Join(" ", times));
        }

        // The answerer speaks as soon as it has answered. Its ClientHello is there before the answer, which takes the
        // slower way, and waits for the fingerprint to hold the handshake against.
        [Test]
        public void EarlyClientHello_WaitsForTheAnswer()
        {
            using PeerPair pair = NewPair(1, roundTrip: 40, loss: 0, rightIsLite: false);
            string offer = pair.Left.Peer.CreateOffer(pair.Now);
            Assert.That(pair.Right.Peer.TrySetOffer(pair.Now, offer, out string error), error);
            string answer = pair.Right.Peer.CreateAnswer(pair.Now);
            pair.Drive(TimeSpan.FromMilliseconds(150));
            Assert.That(pair.IsConnected, Is.False);

            Instant start = pair.Now;
            Assert.That(pair.Left.Peer.TrySetAnswer(pair.Now, answer, out error), error);
            Assert.That(pair.DriveUntil(() => pair.IsConnected, Limit), pair.ToString());
            Assert.That((pair.Now - start).TotalMilliseconds, Is.LessThanOrEqualTo(100), "its check, flights 4 to 6");
        }

        private static PeerPair NewPair(int seed, int roundTrip, double loss, bool rightIsLite)
        {
            var pair = new PeerPair(seed, rightIsLite: rightIsLite)
            {
                Delay = TimeSpan.FromMilliseconds(roundTrip / 2.0),
                Loss = loss,
            };
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "mic");
            pair.Right.Peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "mic");
            return pair;
        }

        private static double MillisecondsToConnect(PeerPair pair, bool leftOffers)
        {
            Instant start = pair.Now;
            if (leftOffers) pair.Negotiate(pair.Left, pair.Right);
            else pair.Negotiate(pair.Right, pair.Left);
            Assert.That(pair.DriveUntil(() => pair.IsConnected, Limit), pair.ToString());
            return (pair.Now - start).TotalMilliseconds;
        }
    }
}
