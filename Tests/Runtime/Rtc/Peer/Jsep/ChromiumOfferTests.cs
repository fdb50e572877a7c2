#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What Chromium 156 wrote, answered by an SFU of ours.</summary>
    public sealed class ChromiumOfferTests
    {
        private static readonly Codec Vp8 = new Codec(
            new PayloadType(100), "VP8", 90000, feedback: new[] { "nack", "nack pli", "ccm fir", "transport-cc" });

        private PeerPair _pair = null!;

        private Peer Sfu => _pair.Right.Peer;

        [SetUp]
        public void Pair() => _pair = new PeerPair(rightIsLite: true, configure: config =>
            config.VideoCodecs = new[] { Vp8, Codec.Rtx(new PayloadType(101), Vp8) });

        [TearDown]
        public void Dispose() => _pair.Dispose();

        [Test]
        public void MicrophoneAndCamera_AreAnsweredUnderTheirNumbers()
        {
            SessionDescription answer = Answer(ChromiumPublisher.PushAudioAndVideo);
            MediaDescription audio = answer.Media[0], video = answer.Media[1];
            Assert.That(audio.Formats, Is.EqualTo(new[] { "111" }));
            Assert.That(audio.Codecs[0].Feedback, Is.EqualTo(new[] { "transport-cc" }));
            Assert.That(NumbersOf(audio), Is.EqualTo(new[] { 1, 2, 3, 4 }));
            Assert.That(audio.Direction, Is.EqualTo(Direction.RecvOnly));
            Assert.That(video.Formats, Is.EqualTo(new[] { "96", "97" }));
            Assert.That(video.Codecs[0].Feedback, Is.EquivalentTo(Vp8.Feedback));
            Assert.That(video.Codecs[1].AssociatedPayloadType, Is.EqualTo(new PayloadType(96)));
            Assert.That(NumbersOf(video), Is.EqualTo(new[] { 2, 13, 3, 5, 4, 10, 11 }));
            Assert.That(answer.Fingerprint, Is.Not.Null, "at session level, as Cloudflare writes it");
            Assert.That(answer.BundleTagged, Is.SameAs(audio));
            Assert.That(video.Candidates, Is.Empty);
            Assert.That(Sfu.Transceivers[1].Rtx, Is.EqualTo(new PayloadType(97)));
        }

        [Test]
        public void SimulcastCamera_IsTakenLayerByLayer()
        {
            MediaDescription video = Answer(ChromiumPublisher.PushSimulcast).Media[0];
            Assert.That(Sfu.Transceivers[0].ReceiveRids, Is.EqualTo(new[] { new Rid("a"), new Rid("b") }));
            Assert.That(video.Rids, Is.EqualTo(new[] { "a recv", "b recv" }));
            Assert.That(video.Simulcast!.ToString(), Is.EqualTo("recv a;b"));
            HeaderExtensionIds ids = Sfu.Transceivers[0].Extensions;
            Assert.That(new[] { ids.Mid, ids.RtpStreamId, ids.RepairedRtpStreamId }, Is.EqualTo(new[] { 9, 10, 11 }));

            SessionDescription paused = Answer(
                ChromiumPublisher.PushSimulcast.Replace("a=simulcast:send a;b", "a=simulcast:send a;~b"));
            Assert.That(paused.Media[0].Simulcast!.ToString(), Is.EqualTo("recv a;b"), "it may come back");
        }

        [Test]
        public void SimulcastThatGoesOn_IsKeptByOurOwnOffers()
        {
            Answer(ChromiumPublisher.PushSimulcast);
            Sfu.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "pulled");
            MediaDescription video = Parse(Sfu.CreateOffer(_pair.Now)).Media[0];
            Assert.That(video.Simulcast!.ToString(), Is.EqualTo("recv a;b"));
            Assert.That(video.Formats, Is.EqualTo(new[] { "96", "97" }), "Chrome's numbers, not ours");
        }

        [Test]
        public void Receiver_IsSentOneStreamAndItsRetransmissions()
        {
            Assert.That(Sfu.TrySetOffer(_pair.Now, ChromiumSubscriber.Receive, out string error), error);
            foreach (Transceiver section in Sfu.Transceivers) Sfu.SetDirection(section, Direction.SendOnly);
            MediaDescription video = Parse(Sfu.CreateAnswer(_pair.Now)).Media[1];
            SendEncoding only = Sfu.Transceivers[1].SendEncodings.Single();
            Assert.That(video.Direction, Is.EqualTo(Direction.SendOnly));
            Assert.That(video.SsrcGroups.Single().ToString(), Is.EqualTo($"FID {only.Ssrc} {only.RtxSsrc}"));
            Assert.That(video.Ssrcs.Select(source => source.Ssrc), Is.EqualTo(new[] { only.Ssrc, only.RtxSsrc }));
            Assert.That(video.Formats, Is.EqualTo(new[] { "96", "97" }));
        }

        [Test]
        public void AnswerToAnSfu_IsTakenWithItsCandidatesUnknown()
        {
            Peer sfu = _pair.Right.Peer;
            Transceiver voice = sfu.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            Transceiver camera = sfu.AddTransceiver(MediaKind.Video, Direction.SendOnly, "camera");
            string offer = sfu.CreateOffer(_pair.Now);
            Assert.That(Parse(offer).Media[1].Formats, Is.EqualTo(new[] { "100", "101" }));
            Assert.That(sfu.TrySetAnswer(_pair.Now, ChromiumSubscriber.AnswerToSfu, out string error), error);
            Assert.That(voice.CanSend && camera.CanSend);
            Assert.That(camera.Codec!.PayloadType, Is.EqualTo(new PayloadType(96)), "that sample's SFU had offered 96");
            Assert.That(camera.Codec!.Feedback, Is.EqualTo(Vp8.Feedback));
        }

        [Test]
        public void Offer_IsTakenInAnyOrderOfItsSections([Values] bool videoFirst)
        {
            string sdp = ChromiumPublisher.PushAudioAndVideo;
            int audioAt = sdp.IndexOf("m=audio", StringComparison.Ordinal);
            int videoAt = sdp.IndexOf("m=video", StringComparison.Ordinal);
            string audio = sdp.Substring(audioAt, videoAt - audioAt);
            string turned = sdp.Substring(0, audioAt) + sdp.Substring(videoAt) + audio;
            SessionDescription answer = Answer(videoFirst ? turned : sdp);
            Assert.That(answer.BundleGroup, Is.EqualTo(new[] { new Mid("0"), new Mid("1") }), "the offer's order");
            Assert.That(answer.Find(new Mid("0"))!.Candidates, Is.Not.Empty);
            Assert.That(answer.Find(new Mid("1"))!.Candidates, Is.Empty);
        }

        private SessionDescription Answer(string offer)
        {
            Assert.That(Sfu.TrySetOffer(_pair.Now, offer, out string error), error);
            return Parse(Sfu.CreateAnswer(_pair.Now));
        }

        private static IEnumerable<int> NumbersOf(MediaDescription section) =>
            section.Extensions.Select(extension => extension.Id);

        private static SessionDescription Parse(string sdp)
        {
            Assert.That(SessionDescription.TryParse(sdp, out SessionDescription? description, out string error), error);
            return description!;
        }
    }
}
