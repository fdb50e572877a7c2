#nullable enable
using System;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Sections come and go on a connection that stays.</summary>
    public sealed class NegotiationTests
    {
        [Test]
        public void BreakoutThenReturn_KeepsTheConnectionAndEveryOtherVoice()
        {
            using var pair = new PeerPair(leftIsLite: true);
            Transceiver hall = Pull(pair, "hall");
            Transceiver friend = Pull(pair, "friend");
            pair.Connect();
            for (int round = 0; round < 5; round++)
            {
                pair.Left.Peer.Stop(hall);
                Transceiver breakout = Pull(pair, "breakout " + round);
                pair.Negotiate();
                AssertHeard(pair, breakout, friend);
                Assert.That(pair.Right.Peer.Find(hall.Mid)!.IsStopped);

                pair.Left.Peer.Stop(breakout);
                hall = Pull(pair, "hall again " + round);
                pair.Negotiate();
                AssertHeard(pair, hall, friend);
            }

            Assert.That(pair.Left.Peer.Transceivers.Count, Is.EqualTo(12), "places are appended, never taken again");
        }

        [Test]
        public void EitherSide_MayAddAndStopSections()
        {
            using var pair = new PeerPair(rightIsLite: true);
            Transceiver microphone = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "microphone");
            pair.Connect();
            Transceiver pulled = pair.Right.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "pulled");
            pair.Negotiate(pair.Right, pair.Left);
            AssertHeard(pair, pair.Left, microphone);
            AssertHeard(pair, pair.Right, pulled);

            pair.Left.Peer.Stop(pair.Left.Peer.Find(pulled.Mid)!);
            pair.Negotiate();
            Assert.That(pulled.IsStopped);
            Assert.That(pair.Right.Peer.TrySend(pair.Now, pulled.Mid, default, false, new byte[1]), Is.False);
            AssertHeard(pair, pair.Left, microphone);
        }

        [Test]
        public void ThirtyVoices_ArriveEachOnItsOwnSection()
        {
            using var pair = new PeerPair(leftIsLite: true);
            var voices = new Transceiver[30];
            for (int i = 0; i < voices.Length; i++) voices[i] = Pull(pair, "voice " + i);
            pair.Connect();
            AssertHeard(pair, voices);
        }

        [Test]
        public void OfferWithoutSsrcLines_IsRoutedByMid()
        {
            using var pair = new PeerPair();
            Transceiver a = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "a");
            Transceiver b = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "b");
            string[] lines = pair.Left.Peer.CreateOffer(pair.Now).Split(new[] { "\r\n" }, StringSplitOptions.None);
            string offer = string.Join("\r\n", Array.FindAll(lines, line => !line.StartsWith("a=ssrc")));
            Assert.That(pair.Right.Peer.TrySetOffer(pair.Now, offer, out string error), error);
            string answer = pair.Right.Peer.CreateAnswer(pair.Now);
            Assert.That(pair.Left.Peer.TrySetAnswer(pair.Now, answer, out error), error);
            pair.DriveUntil(() => pair.IsConnected);
            AssertHeard(pair, a, b);
        }

        [Test]
        public void ReducedSizeRtcp_IsAnsweredWhereItWasOffered([Values] bool isOffered)
        {
            using var pair = new PeerPair();
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            string offer = pair.Left.Peer.CreateOffer(pair.Now);
            Assert.That(offer, Does.Contain("a=rtcp-rsize"));
            if (!isOffered) offer = offer.Replace("a=rtcp-rsize\r\n", ""); // as libwebrtc's audio sections
            Assert.That(pair.Right.Peer.TrySetOffer(pair.Now, offer, out string error), error);
            Assert.That(pair.Right.Peer.CreateAnswer(pair.Now).Contains("a=rtcp-rsize"), Is.EqualTo(isOffered));
        }

        [Test]
        public void SectionThatHasSent_KeepsItsSourcesWhileItDoesNot()
        {
            using var pair = new PeerPair();
            Transceiver microphone = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.RecvOnly, "microphone");
            string source = "a=ssrc:" + microphone.SendEncodings[0].Ssrc;
            Assert.That(pair.Left.Peer.CreateOffer(pair.Now), Does.Not.Contain(source).And.Not.Contain("a=msid:"));
            pair.Left.Peer.Rollback();
            pair.Left.Peer.SetDirection(microphone, Direction.SendRecv);
            pair.Negotiate();
            pair.Left.Peer.SetDirection(microphone, Direction.Inactive);
            Assert.That(
                pair.Left.Peer.CreateOffer(pair.Now), Does.Contain(source).And.Contain("a=msid:microphone"));
        }

        [Test]
        public void Rollback_ForgetsTheOfferAndLeavesTheRest()
        {
            using var pair = new PeerPair();
            Transceiver first = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "first");
            pair.Connect();
            Transceiver second = pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "second");
            string offer = pair.Left.Peer.CreateOffer(pair.Now);
            Assert.That(pair.Right.Peer.TrySetOffer(pair.Now, offer, out string error), error);
            pair.Left.Peer.Rollback();
            pair.Right.Peer.Rollback();
            Assert.That(pair.Right.Peer.Transceivers.Count, Is.EqualTo(1));
            Assert.That(second.Mid.IsGiven, Is.False);

            pair.Negotiate();
            AssertHeard(pair, first, second);
        }

        [TestCase("v=0\r\n", "line")]
        [TestCase("hello", "line")]
        [TestCase("", "")]
        public void OfferThatIsNone_IsRefusedWithASentence(string sdp, string mentions)
        {
            using var pair = new PeerPair();
            Assert.That(pair.Right.Peer.TrySetOffer(pair.Now, sdp, out string error), Is.False);
            Assert.That(error, Does.Contain(mentions));
            Assert.That(error.Length, Is.GreaterThan(10));
            Assert.That(pair.Right.Peer.SignalingState, Is.EqualTo(SignalingState.Stable));
        }

        [Test]
        public void AnswerWithAnotherCount_IsRefusedAndTheOfferStands()
        {
            using var pair = new PeerPair();
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "a");
            string offer = pair.Left.Peer.CreateOffer(pair.Now);
            Assert.That(pair.Right.Peer.TrySetOffer(pair.Now, offer, out string error), error);
            string answer = pair.Right.Peer.CreateAnswer(pair.Now);
            int section = answer.IndexOf("m=audio", StringComparison.Ordinal);
            string doubled = answer + answer.Substring(section).Replace("a=mid:0", "a=mid:1");
            Assert.That(pair.Left.Peer.TrySetAnswer(pair.Now, doubled, out error), Is.False);
            Assert.That(error, Does.Contain("2 media sections where the offer has 1"));
            Assert.That(pair.Left.Peer.TrySetAnswer(pair.Now, answer, out error), error);
        }

        [Test]
        public void CallOutOfTurn_SaysWhatToDo()
        {
            using var pair = new PeerPair();
            var thrown = Assert.Throws<InvalidOperationException>(() => pair.Left.Peer.CreateAnswer(pair.Now));
            Assert.That(thrown!.Message, Does.Contain("call TrySetOffer before it"));
        }

        [Test]
        public void UnwantedDataSection_IsRefusedAndKeepsItsPlace()
        {
            using var pair = new PeerPair(configure: config => config.AcceptsDataChannels = false);
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "a");
            string offer = pair.Left.Peer.CreateOffer(pair.Now).Replace("a=group:BUNDLE 0", "a=group:BUNDLE 0 data") +
                "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n" +
                "c=IN IP4 0.0.0.0\r\na=mid:data\r\na=sctp-port:5000\r\n";
            Assert.That(pair.Right.Peer.TrySetOffer(pair.Now, offer, out string error), error);
            string answer = pair.Right.Peer.CreateAnswer(pair.Now);
            Assert.That(answer, Does.Contain("m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"));
            Assert.That(answer, Does.Contain("a=group:BUNDLE 0\r\n"));
        }

        private static Transceiver Pull(PeerPair pair, string track) =>
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendOnly, track);

        private static void AssertHeard(PeerPair pair, params Transceiver[] voices) =>
            AssertHeard(pair, pair.Left, voices);

        private static void AssertHeard(PeerPair pair, Endpoint speaker, params Transceiver[] voices)
        {
            Endpoint listener = speaker == pair.Left ? pair.Right : pair.Left;
            listener.Packets.Clear();
            for (int i = 0; i < voices.Length; i++)
            {
                bool sent = speaker.Peer.TrySend(pair.Now, voices[i].Mid, default, false, new[] { (byte)i });
                Assert.That(sent, voices[i].TrackId);
            }

            pair.Drive(TimeSpan.FromMilliseconds(50));
            Assert.That(listener.Packets.Count, Is.EqualTo(voices.Length));
            for (int i = 0; i < voices.Length; i++)
            {
                ReceivedPacket packet = listener.Packets.Find(p => p.Payload[0] == i);
                Assert.That(packet.Mid, Is.EqualTo(voices[i].Mid), voices[i].TrackId);
            }
        }
    }
}
