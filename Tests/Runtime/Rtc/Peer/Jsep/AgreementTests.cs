#nullable enable
using System;
using Earshot.Rtc;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What both sides of a section end up with.</summary>
    public sealed class AgreementTests
    {
        private static readonly Codec Vp8 = new Codec(
            new PayloadType(96), "VP8", 90000, feedback: new[] { "transport-cc", "ccm fir", "nack", "nack pli" });

        private static readonly Codec[] Vp8AndRtx = { Vp8, Codec.Rtx(new PayloadType(97), Vp8) };

        private PeerPair _pair = null!;

        private Peer Left => _pair.Left.Peer;

        private Peer Right => _pair.Right.Peer;

        [SetUp]
        public void Pair() => _pair = new PeerPair(configure: config => config.VideoCodecs = Vp8AndRtx);

        [TearDown]
        public void Dispose() => _pair.Dispose();

        [Test]
        public void Rtx_IsAgreedWhereBothHaveIt([Values] bool weHaveIt)
        {
            Transceiver camera = AddCamera(weHaveIt ? Vp8AndRtx : new[] { Vp8 });
            string offer = Left.CreateOffer(_pair.Now);
            string answer = Answer(offer);
            Assert.That(camera.Rtx, Is.EqualTo(weHaveIt ? new PayloadType(97) : (PayloadType?)null));
            Assert.That(Right.Transceivers[0].Rtx, Is.EqualTo(camera.Rtx));
            Assert.That(Section(answer).Formats, Is.EqualTo(weHaveIt ? new[] { "96", "97" } : new[] { "96" }));
            Assert.That(answer.Contains("a=fmtp:97 apt=96\r\n"), Is.EqualTo(weHaveIt));
            Assert.That(camera.ReceiveCodecs.Count, Is.EqualTo(weHaveIt ? 2 : 1));
            SendEncoding only = camera.SendEncodings[0];
            Assert.That(
                offer.Contains($"a=ssrc-group:FID {only.Ssrc} {only.RtxSsrc}\r\n"), Is.EqualTo(weHaveIt));
            Assert.That(only.Ssrc, Is.Not.EqualTo(only.RtxSsrc));
        }

        [Test]
        public void RtxOfNothing_IsLeftOutAndHarmless()
        {
            Transceiver camera = AddCamera(Vp8AndRtx);
            string answer = Answer(Left.CreateOffer(_pair.Now), apply: false).Replace("apt=96", "apt=102");
            Assert.That(Left.TrySetAnswer(_pair.Now, answer, out string error), error);
            Assert.That(camera.Rtx, Is.Null);
            Assert.That(camera.Codec!.Name, Is.EqualTo("VP8"));
        }

        [Test]
        public void Feedback_IsWhatBothHave()
        {
            string[] ours = { "goog-remb", "nack", "nack pli", "ccm fir" };
            Transceiver camera = AddCamera(new[] { new Codec(new PayloadType(96), "VP8", 90000, feedback: ours) });
            string answer = Answer(Left.CreateOffer(_pair.Now));
            string[] both = { "nack", "nack pli", "ccm fir" };
            Assert.That(camera.Codec!.Feedback, Is.EqualTo(both));
            Assert.That(Section(answer).Codecs[0].Feedback, Is.EquivalentTo(both));
        }

        [Test]
        public void HeaderExtensions_AreAgreedUnderTheOfferersNumbers()
        {
            AddCamera(Vp8AndRtx);
            string offer = Left.CreateOffer(_pair.Now)
                .Replace("a=extmap:3 " + ExtensionUri.TransportCc, "a=extmap:9 " + ExtensionUri.TransportCc)
                .Replace("a=extmap:1 " + ExtensionUri.AbsSendTime, "a=extmap:1 urn:x-unknown");
            Assert.That(offer, Does.Contain("a=extmap:9 "));
            string answer = Answer(offer, apply: false);
            HeaderExtensionIds ids = Right.Transceivers[0].Extensions;
            Assert.That(ids.TransportCc, Is.EqualTo(9));
            Assert.That(ids.AbsSendTime, Is.Zero, "it was not offered");
            Assert.That(ids.RtpStreamId, Is.EqualTo(6));
            Assert.That(answer, Does.Contain("a=extmap:9 " + ExtensionUri.TransportCc));
            Assert.That(answer, Does.Not.Contain(ExtensionUri.AbsSendTime).And.Not.Contain("unknown"));

            Right.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice");
            string later = Right.CreateOffer(_pair.Now);
            Assert.That(later, Does.Contain("a=extmap:9 " + ExtensionUri.TransportCc));
            Assert.That(later, Does.Not.Contain("a=extmap:1 "), "the other side's number for something else");
        }

        [Test]
        public void NumberAboveFourteen_NeedsLeaveToMixForms([Values] bool mayMix)
        {
            AddCamera(Vp8AndRtx);
            string offer = Left.CreateOffer(_pair.Now).Replace("a=extmap:5 ", "a=extmap:15 ");
            offer = offer.Replace("a=extmap-allow-mixed\r\n", "");
            if (mayMix) offer = offer.Replace("m=video", "a=extmap-allow-mixed\r\nm=video");
            string answer = Answer(offer, apply: false);
            Assert.That(Right.Transceivers[0].Extensions.Mid, Is.EqualTo(mayMix ? 15 : 0));
            Assert.That(Right.Transceivers[0].Extensions.NeedTwoByteForm, Is.EqualTo(mayMix));
            Assert.That(answer.Contains("a=extmap-allow-mixed\r\n"), Is.EqualTo(mayMix));
        }

        [Test]
        public void Simulcast_IsOfferedAndNarrowedByTheAnswer()
        {
            Transceiver camera = AddCamera(Vp8AndRtx, Layer("a"), Layer("b"), Layer("c"));
            camera.SendEncodings[2].IsActive = false;
            string offer = Left.CreateOffer(_pair.Now);
            Assert.That(offer, Does.Contain("a=rid:a send\r\na=rid:b send\r\na=rid:c send\r\n"));
            Assert.That(offer, Does.Contain("a=simulcast:send a;b;~c\r\n").And.Not.Contain("a=ssrc"));
            string answer = Answer(offer, apply: false);
            Assert.That(answer, Does.Contain("a=simulcast:recv a;b;c\r\n").And.Contain("a=rid:b recv\r\n"));
            Assert.That(
                Right.Transceivers[0].ReceiveRids, Is.EqualTo(new[] { new Rid("a"), new Rid("b"), new Rid("c") }));

            answer = answer.Replace("recv a;b;c", "recv c;a");
            Assert.That(Left.TrySetAnswer(_pair.Now, answer, out string error), error);
            Assert.That(camera.SendEncodings.Count, Is.EqualTo(2));
            Assert.That(camera.SendEncodings[0].Rid, Is.EqualTo(new Rid("a")));
            Assert.That(camera.SendEncodings[1].Rid, Is.EqualTo(new Rid("c")));
        }

        [Test]
        public void SimulcastThatIsDeclined_LeavesTheFirstLayer()
        {
            Transceiver camera = AddCamera(Vp8AndRtx, Layer("a"), Layer("b"));
            string answer = Answer(Left.CreateOffer(_pair.Now), apply: false).Replace("a=simulcast:recv a;b\r\n", "");
            Assert.That(Left.TrySetAnswer(_pair.Now, answer, out string error), error);
            Assert.That(camera.SendEncodings.Count, Is.EqualTo(1));
            Assert.That(camera.SendSsrc, Is.EqualTo(camera.SendEncodings[0].Ssrc));
        }

        [Test]
        public void LayersWithoutNames_AreTheCallersFault()
        {
            Assert.Throws<ArgumentException>(() => AddCamera(Vp8AndRtx, new SendEncoding(), new SendEncoding()));
            Assert.Throws<ArgumentException>(() => AddCamera(Vp8AndRtx, Layer("a"), Layer("a")));
        }

        private static SendEncoding Layer(string rid) => new SendEncoding(new Rid(rid));

        [Test]
        public void TrackIdOfALivingSection_IsRefusedWithASentence()
        {
            Transceiver first = AddCamera(Vp8AndRtx);
            string refusal = Assert.Throws<ArgumentException>(() => AddCamera(Vp8AndRtx))!.Message;
            Assert.That(refusal, Does.Contain("'camera'").And.Contain("id of its own"));
            Left.Stop(first);
            Assert.That(AddCamera(Vp8AndRtx).TrackId, Is.EqualTo("camera"), "its section is no more");
        }

        private Transceiver AddCamera(Codec[] codecs, params SendEncoding[] encodings) => Left.AddTransceiver(
            MediaKind.Video, Direction.SendOnly, "camera", codecs, encodings.Length == 0 ? null : encodings);

        private string Answer(string offer, bool apply = true)
        {
            Assert.That(Right.TrySetOffer(_pair.Now, offer, out string error), error);
            string answer = Right.CreateAnswer(_pair.Now);
            if (apply) Assert.That(Left.TrySetAnswer(_pair.Now, answer, out error), error);
            return answer;
        }

        private static MediaDescription Section(string sdp)
        {
            Assert.That(SessionDescription.TryParse(sdp, out SessionDescription? description, out string error), error);
            return description!.Media[0];
        }
    }
}
