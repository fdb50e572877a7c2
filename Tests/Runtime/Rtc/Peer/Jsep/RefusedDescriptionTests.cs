#nullable enable
using System;
using System.Text;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What is refused is refused as a whole, with a sentence, and leaves no trace.</summary>
    public sealed class RefusedDescriptionTests
    {
        private PeerPair _pair = null!;

        private Peer Left => _pair.Left.Peer;

        private Peer Right => _pair.Right.Peer;

        [SetUp]
        public void Pair()
        {
            _pair = new PeerPair(configure: config => config.VideoCodecs = new[]
            {
                new Codec(new PayloadType(96), "VP8", 90000, feedback: new[] { "nack", "nack pli" }),
            });
            Left.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice");
            Left.AddTransceiver(MediaKind.Video, Direction.SendRecv, "camera");
        }

        [TearDown]
        public void Dispose() => _pair.Dispose();

        [TestCase("a=mid:1\r\n", "a=mid:7\r\n", "puts '7' in the place of section '1'")]
        [TestCase("m=video", "m=audio", "turns section '1' into audio")]
        [TestCase("a=rtcp-mux\r\n", "", "section '0' has no a=rtcp-mux")]
        [TestCase("BUNDLE 0 1", "BUNDLE 0", "takes section '1' out of the BUNDLE group")]
        [TestCase("a=ice-ufrag", "a=x-ufrag", "section with mid '0' has no a=ice-ufrag")]
        [TestCase("a=fingerprint", "a=x-fingerprint", "section with mid '0' has no a=fingerprint")]
        [TestCase("a=mid:1\r\n", "a=mid:\r\n", "SDP line")]
        public void LaterOffer_IsRefused(string written, string instead, string sentence)
        {
            _pair.Negotiate();
            string offer = Left.CreateOffer(_pair.Now);
            AssertRefused(Right, offer, offer.Replace(written, instead), sentence, Right.TrySetOffer);
        }

        [TestCase("m=video 9", "m=video 9x", "SDP line")]
        [TestCase("a=rtcp-mux\r\n", "", "section '0' has no a=rtcp-mux")]
        [TestCase("a=mid:1\r\n", "", "m=video section without a=mid")]
        public void FirstOffer_IsRefused(string written, string instead, string sentence)
        {
            string offer = Left.CreateOffer(_pair.Now);
            AssertRefused(Right, offer, offer.Replace(written, instead), sentence, Right.TrySetOffer);
        }

        [TestCase("a=mid:1\r\n", "a=mid:7\r\n", "'7' stands where the offer has '1'")]
        [TestCase("m=video", "m=audio", "'1' is audio, which was not offered there")]
        [TestCase("VP8", "VP9", "'1' names no codec that was offered")]
        [TestCase("a=rtcp-mux\r\n", "", "section '0' has no a=rtcp-mux")]
        [TestCase("BUNDLE 0 1", "BUNDLE 0", "leaves '1' out of the BUNDLE group")]
        [TestCase("a=ice-pwd", "a=x-pwd", "section with mid '0' has no a=ice-ufrag and a=ice-pwd")]
        public void Answer_IsRefused(string written, string instead, string sentence)
        {
            Assert.That(Right.TrySetOffer(_pair.Now, Left.CreateOffer(_pair.Now), out string error), error);
            string answer = Right.CreateAnswer(_pair.Now);
            AssertRefused(Left, answer, answer.Replace(written, instead), sentence, Left.TrySetAnswer);
        }

        [Test]
        public void OfferWithFewerPlaces_IsRefused()
        {
            _pair.Negotiate();
            string offer = Left.CreateOffer(_pair.Now);
            string shorter = offer.Substring(0, offer.IndexOf("m=video", StringComparison.Ordinal));
            AssertRefused(Right, offer, shorter, "it must keep all 2 places", Right.TrySetOffer);
        }

        [Test]
        public void SectionThatCannotBeServed_IsAnsweredAtPortZero(
            [Values("m=audio 9 RTP/AVP 0", "m=video 9 UDP/TLS/RTP/SAVPF 35", "m=text 9 UDP/TLS/RTP/SAVPF 98")]
            string line)
        {
            string offer = Left.CreateOffer(_pair.Now).Replace("BUNDLE 0 1", "BUNDLE 0 1 2") + line +
                "\r\nc=IN IP4 0.0.0.0\r\na=mid:2\r\na=rtcp-mux\r\na=rtpmap:35 X-UNKNOWN/90000\r\n";
            SessionDescription answer = Answer(offer);
            Assert.That(answer.Media[2].IsRejected);
            Assert.That(answer.Media[2].Media, Is.EqualTo(line.Substring(2, 5).Trim()));
            Assert.That(answer.BundleGroup, Is.EqualTo(new[] { new Mid("0"), new Mid("1") }));
            Assert.That(Right.Transceivers.Count, Is.EqualTo(2));
        }

        [Test]
        public void SectionOutsideTheBundle_IsAnsweredAtPortZero()
        {
            string offer = Left.CreateOffer(_pair.Now);
            SessionDescription answer = Answer(offer.Replace("BUNDLE 0 1", "BUNDLE 1"));
            Assert.That(answer.Media[0].IsRejected, "it has no transport");
            Assert.That(answer.Media[1].Port, Is.EqualTo(9));
            Assert.That(answer.Media[1].Candidates, Is.Not.Empty);
            Assert.That(answer.BundleGroup, Is.EqualTo(new[] { new Mid("1") }));
        }

        [Test]
        public void OfferWithoutAGroup_IsAnsweredWithoutOneOnItsFirstSection()
        {
            string offer = Left.CreateOffer(_pair.Now);
            SessionDescription answer = Answer(offer.Replace("a=group:BUNDLE 0 1\r\n", ""));
            Assert.That(answer.BundleGroup, Is.Empty);
            Assert.That(answer.Media[0].Port, Is.EqualTo(9));
            Assert.That(answer.Media[1].IsRejected);
        }

        [Test]
        public void BundleOnlySection_IsAnsweredLikeAnyOther()
        {
            string offer = Left.CreateOffer(_pair.Now).Replace("m=video 9", "m=video 0").Replace(
                "a=mid:1\r\n", "a=mid:1\r\na=bundle-only\r\n");
            SessionDescription answer = Answer(offer);
            Assert.That(answer.Media[1].Port, Is.EqualTo(9));
            Assert.That(answer.Media[1].BundleOnly, Is.False, "it is an offerer's word");
        }

        [Test]
        public void RejectedTag_PassesToTheNextSection()
        {
            string offer = Left.CreateOffer(_pair.Now).Replace("opus", "x-opus");
            SessionDescription answer = Answer(offer);
            Assert.That(answer.Media[0].IsRejected);
            Assert.That(answer.BundleGroup, Is.EqualTo(new[] { new Mid("1") }));
            Assert.That(answer.Media[1].Candidates, Is.Not.Empty);
        }

        [TestCase("a=setup:actpass", false, "active")]
        [TestCase("a=setup:active", false, "passive")]
        [TestCase("a=setup:passive", false, "active")]
        [TestCase("a=setup:actpass", true, "passive")]
        [TestCase("a=setup:passive", true, "active")]
        public void Setup_IsAnsweredWithTheOtherRole(string offered, bool isLite, string answered)
        {
            using var pair = new PeerPair(rightIsLite: isLite);
            pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "voice");
            string offer = pair.Left.Peer.CreateOffer(pair.Now).Replace("a=setup:actpass", offered);
            Assert.That(pair.Right.Peer.TrySetOffer(pair.Now, offer, out string error), error);
            Assert.That(pair.Right.Peer.CreateAnswer(pair.Now), Does.Contain("a=setup:" + answered));
        }

        [Test]
        public void EveryDamagedOfferAndAnswer_IsAppliedOrLeavesNoTrace([Range(1, 8)] int seed)
        {
            var random = new Random(seed);
            _pair.Negotiate();
            Left.AddTransceiver(MediaKind.Audio, Direction.SendRecv, "another");
            string offer = Left.CreateOffer(_pair.Now);
            string before = Trace(Right);
            for (int i = 0; i < 150; i++)
            {
                if (!Right.TrySetOffer(_pair.Now, Damage(offer, random), out string error)) AssertSentence(error);
                else Right.Rollback();
                Assert.That(Trace(Right), Is.EqualTo(before));
            }

            Assert.That(Right.TrySetOffer(_pair.Now, offer, out string problem), problem);
            string answer = Right.CreateAnswer(_pair.Now);
            before = Trace(Left);
            for (int i = 0; i < 150; i++)
            {
                if (Left.TrySetAnswer(_pair.Now, Damage(answer, random), out string error)) return;
                AssertSentence(error);
                Assert.That(Trace(Left), Is.EqualTo(before));
            }
        }

        [TestCase("a=rid:{0} send\r\n", "a=simulcast:send ", "{0};", "0")]
        [TestCase("a=extmap:{0} urn:{0}\r\n", "a=x:", "", "")]
        [TestCase("a=ssrc:{0} cname:x\r\n", "a=ssrc-group:FID", " {0}", "")]
        [TestCase("a=rtpmap:96 VP8/90000\r\n", "a=rtcp-fb:96 nack", "", "")]
        [TestCase("a=candidate:{0} 1 udp 1 192.0.2.1 {0} typ host\r\n", "a=group:BUNDLE", " {0}", "")]
        public void HugeCounts_AreTakenAndLeftBehind(string line, string list, string item, string last)
        {
            var lines = new StringBuilder();
            for (int i = 1; i < 15_000; i++) lines.AppendFormat(line, i);
            lines.Append(list);
            for (int i = 1; i < 15_000; i++) lines.AppendFormat(item, i);
            string offer = Left.CreateOffer(_pair.Now).Replace("SAVPF 96", "SAVPF" + Repeat(" 96", 15_000)) +
                lines.Append(last).Append("\r\n");
            SessionDescription answer = Answer(offer);
            Assert.That(answer.Media.Count, Is.EqualTo(2));
            Assert.That(answer.ToString().Length, Is.LessThan(5000));
        }

        private delegate bool TrySet(Instant now, string sdp, out string error);

        private void AssertRefused(Peer peer, string sound, string refused, string sentence, TrySet trySet)
        {
            Assert.That(refused, Is.Not.EqualTo(sound));
            string before = Trace(peer);
            Assert.That(trySet(_pair.Now, refused, out string error), Is.False);
            Assert.That(error, Does.Contain(sentence));
            Assert.That(Trace(peer), Is.EqualTo(before));
            Assert.That(trySet(_pair.Now, sound, out error), Is.True, error);
        }

        private SessionDescription Answer(string offer)
        {
            Assert.That(Right.TrySetOffer(_pair.Now, offer, out string error), error);
            string sdp = Right.CreateAnswer(_pair.Now);
            Assert.That(SessionDescription.TryParse(sdp, out SessionDescription? answer, out error), error);
            return answer!;
        }

        private static string Repeat(string text, int count) =>
            new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

        private static void AssertSentence(string error) => Assert.That(error, Does.Match("^[A-Z].{10,}\\.$"));

        private static string Damage(string sdp, Random random)
        {
            var text = new StringBuilder(sdp);
            int at = random.Next(text.Length);
            switch (random.Next(5))
            {
                case 0:
                    return sdp.Substring(0, at);
                case 1:
                    text[at] ^= (char)(1 << random.Next(7));
                    break;
                case 2:
                    text.Remove(at, Math.Min(random.Next(1, 200), text.Length - at));
                    break;
                case 3:
                    text.Insert(at, sdp.Substring(random.Next(sdp.Length)));
                    break;
                default:
                    string[] lines = sdp.Split('\n');
                    int line = random.Next(lines.Length);
                    lines[line] = lines[random.Next(lines.Length)];
                    return string.Join("\n", lines);
            }

            return text.ToString();
        }

        /// <summary>All that can be seen of what a peer has negotiated.</summary>
        private static string Trace(Peer peer)
        {
            var trace = new StringBuilder().Append(peer.SignalingState).Append(peer.State);
            foreach (Transceiver section in peer.Transceivers)
            {
                trace.Append($"\n{section.Mid} {section.Kind} {section.Direction} {section.CurrentDirection} ")
                    .Append($"{section.IsStopped} {section.Codec} {section.Rtx} {section.Extensions.Mid} ")
                    .Append($"{section.ReceiveCodecs.Count} {section.ReceiveRids.Count} {section.SendSsrc} ")
                    .Append(string.Join(",", section.Codec?.Feedback ?? Array.Empty<string>()));
            }

            return trace.ToString();
        }
    }
}
