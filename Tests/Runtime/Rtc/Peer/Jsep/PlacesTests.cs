#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>The places of the SDP: who takes which, who gives it back, who may have it again.</summary>
    public sealed class PlacesTests
    {
        private PeerPair _pair = null!;
        private int _voices;

        private Endpoint Left => _pair.Left;

        private Endpoint Right => _pair.Right;

        [TearDown]
        public void Dispose() => _pair.Dispose();

        [Test]
        public void Client_TakesClosedPlacesAgainUnderNewMids()
        {
            _pair = new PeerPair(rightIsLite: true);
            Transceiver first = Add(Left);
            Transceiver second = Add(Left);
            _pair.Connect();
            Left.Peer.Stop(second);
            _pair.Negotiate();
            Transceiver third = Add(Left);
            Transceiver fourth = Add(Left);
            SessionDescription offer = Offer(Left, Right);
            Assert.That(MidsOf(offer), Is.EqualTo(new[] { "0", "2", "3" }));
            Assert.That(Left.Peer.Transceivers, Is.EqualTo(new[] { first, third, fourth }));
            Assert.That(Right.Peer.Find(second.Mid), Is.Null, "its place is another's");
            Assert.That(Right.Peer.Find(third.Mid)!.IsStopped, Is.False);
        }

        [Test]
        public void PlaceThatTheOtherSideHasNotSeenClosed_IsNotTaken()
        {
            _pair = new PeerPair();
            Transceiver first = Add(Left);
            _pair.Connect();
            Left.Peer.Stop(first);
            Add(Left);
            Assert.That(MidsOf(Offer(Left, Right)), Is.EqualTo(new[] { "0", "1" }));
        }

        [Test]
        public void Sfu_AppendsUnlessToldOtherwise([Values] bool toldOtherwise)
        {
            _pair = new PeerPair(leftIsLite: true, configure: config =>
            {
                if (toldOtherwise) config.RecyclesSections = true;
            });
            Add(Left);
            Transceiver second = Add(Left);
            _pair.Connect();
            Left.Peer.Stop(second);
            _pair.Negotiate();
            Add(Left);
            string[] expected = toldOtherwise ? new[] { "0", "2" } : new[] { "0", "1", "2" };
            Assert.That(MidsOf(Offer(Left, Right)), Is.EqualTo(expected));
        }

        [Test]
        public void PlaceBeforeTheTaggedSection_IsNotTakenAgain()
        {
            _pair = new PeerPair(rightIsLite: true);
            Transceiver first = Add(Left);
            Add(Left);
            _pair.Connect();
            Left.Peer.Stop(first);
            SessionDescription offer = Offer(Left, Right);
            Assert.That(offer.BundleGroup, Is.EqualTo(new[] { new Mid("1") }));
            Add(Left);
            offer = Offer(Left, Right, out SessionDescription answer);
            Assert.That(MidsOf(offer), Is.EqualTo(new[] { "0", "1", "2" }));
            Assert.That(answer.BundleGroup, Is.EqualTo(new[] { new Mid("1"), new Mid("2") }));
            Assert.That(answer.Media[1].Candidates, Is.Not.Empty, "the tagged section has them");
        }

        [Test]
        public void TaggedSection_StaysTaggedWhenTheirsTakesAPlaceBeforeIt()
        {
            _pair = new PeerPair();
            Transceiver first = Add(Left);
            Add(Left);
            _pair.Connect();
            Left.Peer.Stop(first);
            _pair.Negotiate();
            Add(Left);
            string offer = Left.Peer.CreateOffer(_pair.Now);
            int one = offer.IndexOf("m=audio", StringComparison.Ordinal);
            int two = offer.IndexOf("m=audio", one + 1, StringComparison.Ordinal);
            int three = offer.IndexOf("m=audio", two + 1, StringComparison.Ordinal);
            string turned = offer.Substring(0, one) + offer.Substring(three) + offer.Substring(two, three - two);
            Assert.That(Right.Peer.TrySetOffer(_pair.Now, turned, out string error), error);
            SessionDescription answer = Parse(Right.Peer.CreateAnswer(_pair.Now));
            Assert.That(MidsOf(answer), Is.EqualTo(new[] { "2", "1" }));
            Assert.That(answer.BundleGroup, Is.EqualTo(new[] { new Mid("1"), new Mid("2") }), "the offer's order");
            Assert.That(answer.Media[0].Candidates, Is.Empty);
            Assert.That(answer.Media[1].Candidates, Is.Not.Empty, "the tagged section has them");
            offer = Right.Peer.CreateOffer(_pair.Now);
            Assert.That(offer, Does.Contain("a=group:BUNDLE 1 2\r\n"));
        }

        [Test]
        public void ClosedPlace_MayBeTakenByEitherSideAndAnotherKind()
        {
            _pair = new PeerPair(configure: config => config.VideoCodecs = new[]
            {
                new Codec(new PayloadType(96), "VP8", 90000),
            });
            Add(Left);
            Transceiver voice = Add(Left);
            _pair.Connect();
            Left.Peer.Stop(voice);
            _pair.Negotiate();
            Transceiver camera = Right.Peer.AddTransceiver(MediaKind.Video, Direction.SendOnly, "camera");
            SessionDescription offer = Offer(Right, Left);
            Assert.That(offer.Media[1].Kind, Is.EqualTo(MediaKind.Video));
            Assert.That(Left.Peer.Find(camera.Mid)!.CurrentDirection, Is.EqualTo(Direction.RecvOnly));
            Assert.That(Left.Peer.Transceivers, Has.No.Member(voice));
        }

        [Test]
        public void ClosedPlace_MayComeBackUnderItsOldMid()
        {
            _pair = new PeerPair();
            Transceiver voice = Add(Left);
            Add(Left);
            string live = Left.Peer.CreateOffer(_pair.Now);
            Answer(live);
            Left.Peer.Stop(voice);
            _pair.Negotiate();
            Assert.That(Right.Peer.Find(voice.Mid)!.IsStopped);
            Assert.That(Right.Peer.TrySetOffer(_pair.Now, live, out string error), error);
            Assert.That(Right.Peer.Find(voice.Mid)!.IsStopped, Is.False, "Pion and others do so");
            Assert.That(Parse(Right.Peer.CreateAnswer(_pair.Now)).Media[0].Port, Is.EqualTo(9));
            Assert.That(Right.Peer.Transceivers.Count, Is.EqualTo(2));
        }

        [Test]
        public void SectionStoppedWhileOffered_IsClosedByTheNextOffer()
        {
            _pair = new PeerPair();
            Transceiver voice = Add(Left);
            string offer = Left.Peer.CreateOffer(_pair.Now);
            Left.Peer.Stop(voice);
            Assert.That(Right.Peer.TrySetOffer(_pair.Now, offer, out string error), error);
            string answer = Right.Peer.CreateAnswer(_pair.Now);
            Assert.That(Left.Peer.TrySetAnswer(_pair.Now, answer, out error), error);
            Add(Left);
            SessionDescription next = Offer(Left, Right);
            Assert.That(MidsOf(next), Is.EqualTo(new[] { "0", "1" }));
            Assert.That(next.Media[0].IsRejected);
        }

        [Test]
        public void SectionStoppedBeforeTheAnswer_IsAnsweredAtPortZero()
        {
            _pair = new PeerPair();
            Transceiver unwanted = Add(Left);
            Transceiver wanted = Add(Left);
            Assert.That(Right.Peer.TrySetOffer(_pair.Now, Left.Peer.CreateOffer(_pair.Now), out string error), error);
            Right.Peer.Stop(Right.Peer.Find(unwanted.Mid)!);
            SessionDescription answer = Parse(Right.Peer.CreateAnswer(_pair.Now));
            Assert.That(answer.Media[0].Port, Is.Zero);
            Assert.That(answer.BundleGroup, Is.EqualTo(new[] { wanted.Mid }));
            Assert.That(answer.Media[1].Candidates, Is.Not.Empty);
            Assert.That(Left.Peer.TrySetAnswer(_pair.Now, answer.ToString(), out error), error);
            Assert.That(unwanted.IsStopped && !wanted.IsStopped);
        }

        [Test]
        public void InactiveSection_WakesUpUnderItsMid()
        {
            _pair = new PeerPair();
            Transceiver voice = Add(Left);
            _pair.Connect();
            foreach (Direction direction in new[] { Direction.Inactive, Direction.SendOnly })
            {
                Left.Peer.SetDirection(voice, direction);
                _pair.Negotiate();
                Assert.That(voice.CurrentDirection, Is.EqualTo(direction));
                Assert.That(voice.CanSend, Is.EqualTo(direction == Direction.SendOnly));
                Assert.That(Right.Peer.Transceivers[0].Mid, Is.EqualTo(voice.Mid));
            }

            Assert.That(Left.Peer.TrySend(_pair.Now, voice.Mid, default, false, new byte[] { 7 }));
            _pair.DriveUntil(() => Right.Packets.Count == 1);
            Assert.That(Right.Packets.Count, Is.EqualTo(1));
        }

        [Test]
        public void HundredSections_ComeAndGoFromBothSides()
        {
            _pair = new PeerPair();
            for (int i = 0; i < 50; i++) Add(Left);
            _pair.Connect();
            for (int i = 0; i < 50; i++) Add(Right);
            Assert.That(Offer(Right, Left).Media.Count, Is.EqualTo(100));
            for (int i = 1; i < 100; i += 2) Left.Peer.Stop(Left.Peer.Transceivers[i]);
            Offer(Left, Right);
            for (int i = 0; i < 60; i++) Add(Right);
            SessionDescription offer = Offer(Right, Left);
            Assert.That(offer.Media.Count, Is.EqualTo(110));
            Assert.That(new HashSet<string>(MidsOf(offer)).Count, Is.EqualTo(110));
            Assert.That(Left.Peer.Transceivers.Count, Is.EqualTo(110));
        }

        [Test]
        public void ExchangeOfFourTimesTheSections_CostsFourTimesAsMuch()
        {
            long few = CostOfAnExchange(25);
            long many = CostOfAnExchange(100);
            Assert.That(many / (double)few, Is.LessThan(4.5), $"{few} and {many} bytes");
        }

        private long CostOfAnExchange(int sections)
        {
            using var pair = new PeerPair();
            _pair = pair;
            for (int i = 0; i < sections; i++) Add(Left);
            _pair.Negotiate();
            long before = GC.GetAllocatedBytesForCurrentThread();
            _pair.Negotiate();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        private Transceiver Add(Endpoint side) =>
            side.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, $"voice-{_voices++}");

        private SessionDescription Offer(Endpoint offerer, Endpoint answerer) => Offer(offerer, answerer, out _);

        private SessionDescription Offer(Endpoint offerer, Endpoint answerer, out SessionDescription answer)
        {
            string offer = offerer.Peer.CreateOffer(_pair.Now);
            Assert.That(answerer.Peer.TrySetOffer(_pair.Now, offer, out string error), error);
            string answered = answerer.Peer.CreateAnswer(_pair.Now);
            Assert.That(offerer.Peer.TrySetAnswer(_pair.Now, answered, out error), error);
            answer = Parse(answered);
            return Parse(offer);
        }

        private void Answer(string offer)
        {
            Assert.That(Right.Peer.TrySetOffer(_pair.Now, offer, out string error), error);
            Assert.That(Left.Peer.TrySetAnswer(_pair.Now, Right.Peer.CreateAnswer(_pair.Now), out error), error);
        }

        private static string[] MidsOf(SessionDescription description)
        {
            var mids = new List<string>();
            foreach (MediaDescription section in description.Media) mids.Add(section.Mid.Value);
            return mids.ToArray();
        }

        private static SessionDescription Parse(string sdp)
        {
            Assert.That(SessionDescription.TryParse(sdp, out SessionDescription? description, out string error), error);
            return description!;
        }
    }
}
