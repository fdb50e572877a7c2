#nullable enable
using System.Collections.Generic;
using System.Linq;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Payload types are the offerer's choice, mean one codec on all sections, and may differ each
    /// way.</summary>
    public sealed class PayloadTypeTests
    {
        private static readonly Codec Vp8 = new Codec(new PayloadType(96), "VP8", 90000);

        private static readonly Codec[] Vp8AndRtx = { Vp8, Codec.Rtx(new PayloadType(97), Vp8) };

        private PeerPair _pair = null!;

        private Peer Left => _pair.Left.Peer;

        private Peer Right => _pair.Right.Peer;

        [SetUp]
        public void Pair() => _pair = new PeerPair(configure: config => config.VideoCodecs = Vp8AndRtx);

        [TearDown]
        public void Dispose() => _pair.Dispose();

        [Test]
        public void ClientWhoseOpusIs109_KeepsItOnEverySection()
        {
            Left.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice", new[]
            {
                new Codec(new PayloadType(109), "opus", 48000, 2), new Codec(new PayloadType(111), "G722", 8000),
            });
            _pair.Negotiate();
            Assert.That(Right.Transceivers[0].Codec!.PayloadType, Is.EqualTo(new PayloadType(109)));
            Right.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "other");
            string offer = Right.CreateOffer(_pair.Now);
            Assert.That(offer, Does.Not.Contain("a=rtpmap:111"), "that is G722 here");
            foreach (MediaDescription section in Sections(offer))
                Assert.That(section.Formats, Is.EqualTo(new[] { "109" }));
        }

        [Test]
        public void NumberThatMeansSomethingElse_IsNotOurs()
        {
            Left.AddTransceiver(MediaKind.Audio, Direction.SendOnly, "voice", new[]
            {
                new Codec(new PayloadType(96), "opus", 48000, 2), new Codec(new PayloadType(97), "G722", 8000),
            });
            _pair.Negotiate();
            Right.AddTransceiver(MediaKind.Video, Direction.SendOnly, "camera");
            MediaDescription camera = Sections(Right.CreateOffer(_pair.Now))[1];
            Assert.That(camera.Formats, Is.EqualTo(new[] { "98", "99" }));
            Assert.That(camera.Codecs[0].Name, Is.EqualTo("VP8"));
            Assert.That(camera.Codecs[1].AssociatedPayloadType, Is.EqualTo(new PayloadType(98)));
        }

        [Test]
        public void AnswerUnderOtherNumbers_IsSentWithThoseAndHeardWithOurs()
        {
            Transceiver camera = Left.AddTransceiver(MediaKind.Video, Direction.SendRecv, "camera");
            Assert.That(Right.TrySetOffer(_pair.Now, Left.CreateOffer(_pair.Now), out string error), error);
            string answer = Right.CreateAnswer(_pair.Now)
                .Replace("SAVPF 96 97", "SAVPF 120 121").Replace(":96 ", ":120 ").Replace(":97 ", ":121 ")
                .Replace("apt=96", "apt=120");
            Assert.That(Left.TrySetAnswer(_pair.Now, answer, out error), error);
            Assert.That(camera.Codec!.PayloadType, Is.EqualTo(new PayloadType(120)));
            Assert.That(camera.Rtx, Is.EqualTo(new PayloadType(121)));
            Assert.That(
                camera.ReceiveCodecs.Select(codec => codec.PayloadType.Value), Is.EqualTo(new[] { 120, 121, 96, 97 }));
        }

        [Test]
        public void SeveralCommonCodecs_AreAllHeardByAClientAndOneByAnSfu([Values] bool isSfu)
        {
            using var pair = new PeerPair(rightIsLite: isSfu, configure: config => config.VideoCodecs = Three());
            Transceiver camera = pair.Left.Peer.AddTransceiver(MediaKind.Video, Direction.SendOnly, "camera");
            pair.Negotiate();
            IEnumerable<string> heard = pair.Right.Peer.Transceivers[0].ReceiveCodecs.Select(codec => codec.Name);
            Assert.That(heard, Is.EqualTo(isSfu ? new[] { "VP9", "rtx" } : new[] { "VP9", "rtx", "VP8", "H264" }));
            Assert.That(camera.Codec!.Name, Is.EqualTo("VP9"), "the offerer's best");
        }

        [Test]
        public void AnswersFirstCodec_IsWhatIsSent()
        {
            using var pair = new PeerPair(configure: config => config.VideoCodecs = Three());
            Transceiver camera = pair.Left.Peer.AddTransceiver(MediaKind.Video, Direction.SendOnly, "camera");
            string offer = pair.Left.Peer.CreateOffer(pair.Now);
            Assert.That(pair.Right.Peer.TrySetOffer(pair.Now, offer, out string error), error);
            string answer = pair.Right.Peer.CreateAnswer(pair.Now).Replace("SAVPF 98 99 96 102", "SAVPF 102 98 99 96");
            Assert.That(pair.Left.Peer.TrySetAnswer(pair.Now, answer, out error), error);
            Assert.That(camera.Codec!.Name, Is.EqualTo("H264"));
            Assert.That(camera.Rtx, Is.Null);
        }

        [TestCase("profile-level-id=42e01f;packetization-mode=1", "packetization-mode=1;profile-level-id=42E034", true)]
        [TestCase("profile-level-id=42e01f", "profile-level-id=42e01f;packetization-mode=0", true)]
        [TestCase("profile-level-id=42e01f;packetization-mode=1", "profile-level-id=42e01f", false)]
        [TestCase("packetization-mode=1", "profile-level-id=42e01f;packetization-mode=1", true)]
        [TestCase("profile-level-id=42001f", "profile-level-id=42e01f", false)]
        [TestCase("profile-level-id=4d801f", "profile-level-id=42c01f", true)]
        [TestCase("profile-level-id=640c1f", "profile-level-id=64001f", false)]
        [TestCase("profile-level-id=zzz", "profile-level-id=42e01f", false)]
        public void H264_IsTheSameByModeAndProfile(string a, string b, bool isSame) =>
            Assert.That(Video("H264", a).IsSameEncoding(Video("h264", b)), Is.EqualTo(isSame));

        [TestCase("VP9", "", "profile-id=0", true)]
        [TestCase("VP9", "profile-id=2", "profile-id=0", false)]
        [TestCase("AV1", "level-idx=5;profile=0;tier=0", "", true)]
        [TestCase("AV1", "profile=1", "", false)]
        [TestCase("H265", "profile-id=1;tier-flag=0", "", true)]
        [TestCase("VP8", "max-fr=30", "", true)]
        public void OtherFormats_AreTheSameByTheirProfile(string name, string a, string b, bool isSame) =>
            Assert.That(Video(name, a).IsSameEncoding(Video(name, b)), Is.EqualTo(isSame));

        private static Codec[] Three()
        {
            Codec vp9 = Video("VP9", "profile-id=0", 98);
            return new[] { vp9, Codec.Rtx(new PayloadType(99), vp9), Vp8, Video("H264", "packetization-mode=1", 102) };
        }

        private static Codec Video(string name, string parameters, byte number = 100) =>
            new Codec(new PayloadType(number), name, 90000, parameters: parameters);

        private static IReadOnlyList<MediaDescription> Sections(string sdp)
        {
            Assert.That(SessionDescription.TryParse(sdp, out SessionDescription? description, out string error), error);
            return description!.Media;
        }
    }
}
