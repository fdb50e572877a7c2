#nullable enable
using Earshot.Rtc;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Offers that are taken back, by us or by an offer of the other side that meets them.</summary>
    public sealed class RollbackTests
    {
        private PeerPair _pair = null!;

        private Peer Left => _pair.Left.Peer;

        private Peer Right => _pair.Right.Peer;

        [SetUp]
        public void Connect()
        {
            _pair = new PeerPair();
            Add(Left, "first");
            _pair.Connect();
        }

        [TearDown]
        public void Dispose() => _pair.Dispose();

        [Test]
        public void OffersThatMeet_BothGetTheirSectionsInTheEnd()
        {
            Transceiver ours = Add(Left, "ours");
            Transceiver theirs = Add(Right, "theirs");
            Left.CreateOffer(_pair.Now);
            string offer = Right.CreateOffer(_pair.Now);

            Assert.That(Left.TrySetOffer(_pair.Now, offer, out string error), error); // left is the polite one
            Assert.That(ours.Mid.IsGiven, Is.False);
            Assert.That(Left.SignalingState, Is.EqualTo(SignalingState.HaveRemoteOffer));
            Assert.That(Right.TrySetAnswer(_pair.Now, Left.CreateAnswer(_pair.Now), out error), error);
            Assert.That(Left.Find(theirs.Mid)!.CurrentDirection, Is.EqualTo(Direction.RecvOnly));

            _pair.Negotiate();
            Assert.That(ours.CanSend);
            Assert.That(Right.Find(ours.Mid)!.CurrentDirection, Is.EqualTo(Direction.RecvOnly));
            Assert.That(Right.Transceivers.Count, Is.EqualTo(3));
        }

        [Test]
        public void OfferThatIsRefused_LeavesOurPendingOneInForce()
        {
            Transceiver ours = Add(Left, "ours");
            string offer = Left.CreateOffer(_pair.Now);
            Assert.That(Left.TrySetOffer(_pair.Now, offer.Replace("a=mid:0", "a=mid:x"), out _), Is.False);
            Assert.That(Left.SignalingState, Is.EqualTo(SignalingState.HaveLocalOffer));
            Assert.That(Right.TrySetOffer(_pair.Now, offer, out string error), error);
            Assert.That(Left.TrySetAnswer(_pair.Now, Right.CreateAnswer(_pair.Now), out error), error);
            Assert.That(ours.CanSend);
        }

        [Test]
        public void SecondOfferBeforeTheAnswer_ReplacesTheFirst()
        {
            Transceiver gone = Add(Left, "gone");
            Assert.That(Right.TrySetOffer(_pair.Now, Left.CreateOffer(_pair.Now), out string error), error);
            Left.Rollback();
            Left.Stop(gone);
            Transceiver stays = Add(Left, "stays");
            Assert.That(Right.TrySetOffer(_pair.Now, Left.CreateOffer(_pair.Now), out error), error);
            Assert.That(Right.Transceivers.Count, Is.EqualTo(2));
            Assert.That(Left.TrySetAnswer(_pair.Now, Right.CreateAnswer(_pair.Now), out error), error);
            Assert.That(stays.CanSend);
        }

        [Test]
        public void RollbackOfTheirOffer_KeepsWhatWeHaveAddedSince()
        {
            Add(Left, "theirs");
            Assert.That(Right.TrySetOffer(_pair.Now, Left.CreateOffer(_pair.Now), out string error), error);
            Transceiver ours = Add(Right, "ours");
            Right.Rollback();
            Left.Rollback();
            Assert.That(Right.Transceivers.Count, Is.EqualTo(2));
            _pair.Negotiate(_pair.Right, _pair.Left);
            Assert.That(ours.CanSend);
        }

        [Test]
        public void Rollback_GivesThePlaceBackThatTheOfferTookAgain()
        {
            Transceiver first = Left.Transceivers[0];
            Add(Left, "second");
            _pair.Negotiate();
            Left.Stop(first);
            _pair.Negotiate();
            Transceiver third = Add(Left, "third");
            string offer = Left.CreateOffer(_pair.Now);
            Assert.That(Right.TrySetOffer(_pair.Now, offer, out string error), error);
            Left.Rollback();
            Right.Rollback();
            Assert.That(Left.Transceivers, Has.Member(first));
            Assert.That(Right.Transceivers.Count, Is.EqualTo(2));
            Assert.That(Right.Find(first.Mid)!.IsStopped);

            Left.Stop(third);
            _pair.Negotiate();
            Assert.That(Left.Find(first.Mid), Is.SameAs(first));
        }

        [Test]
        public void Rollback_ForgetsTheNumbersThatOnlyTheOfferNamed()
        {
            using var pair = new PeerPair();
            Add(pair.Left.Peer, "voice");
            string offer = pair.Left.Peer.CreateOffer(pair.Now).Replace(
                $"a=extmap:4 {ExtensionUri.Mid}", $"a=extmap:9 {ExtensionUri.Mid}").Replace("111", "109");
            Assert.That(pair.Right.Peer.TrySetOffer(pair.Now, offer, out string error), error);
            pair.Right.Peer.Rollback();
            Add(pair.Right.Peer, "voice");
            string ours = pair.Right.Peer.CreateOffer(pair.Now);
            Assert.That(ours, Does.Contain($"a=extmap:4 {ExtensionUri.Mid}").And.Contain("a=rtpmap:111 opus"));
            pair.Right.Peer.Rollback();

            Assert.That(pair.Right.Peer.TrySetOffer(pair.Now, offer, out error), error);
            string answer = pair.Right.Peer.CreateAnswer(pair.Now);
            Assert.That(answer, Does.Contain($"a=extmap:9 {ExtensionUri.Mid}").And.Contain("a=rtpmap:109 opus"));
        }

        [Test]
        public void RestartThatMeetsTheirOffer_IsTakenBackWithOurs()
        {
            string before = Left.LocalUfrag;
            string offer = Left.CreateOffer(_pair.Now, iceRestart: true);
            Assert.That(offer, Does.Not.Contain("a=ice-ufrag:" + before));
            Assert.That(Left.TrySetOffer(_pair.Now, Right.CreateOffer(_pair.Now), out string error), error);
            Assert.That(Left.CreateAnswer(_pair.Now), Does.Contain("a=ice-ufrag:" + before));
        }

        [Test]
        public void Rollback_ForgetsThatTheOfferMeantToSend()
        {
            Transceiver theirs = Right.Transceivers[0];
            Right.SetDirection(theirs, Direction.SendRecv);
            Assert.That(Right.CreateOffer(_pair.Now), Does.Contain("a=msid:"));
            Right.Rollback();
            Right.SetDirection(theirs, Direction.RecvOnly);
            Assert.That(Right.CreateOffer(_pair.Now), Does.Not.Contain("a=msid:"));
        }

        private static Transceiver Add(Peer peer, string track) =>
            peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, track);
    }
}
