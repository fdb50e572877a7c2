#nullable enable
using System;
using System.Text;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class StreamRouterTests
    {
        private const int MidId = 4;

        private static readonly Codec Opus = new Codec(new PayloadType(111), "opus", 48000, 2);
        private static readonly Codec Vp8 = new Codec(new PayloadType(96), "VP8", 90000);
        private static readonly Mid Voice = new Mid("voice");
        private static readonly Mid Other = new Mid("other");
        private static readonly Mid Video = new Mid("video");

        private StreamRouter _router = null!;
        private byte[] _packet = null!;
        private RtpHeader _header;

        [SetUp]
        public void SetSections()
        {
            _router = new StreamRouter { MidExtensionId = MidId };
            _router.SetSection(Voice, new[] { Opus });
            _router.SetSection(Other, new[] { Opus });
            _router.SetSection(Video, new[] { Vp8 });
        }

        [Test]
        public void MidExtension_IsBelievedFirst()
        {
            _router.Bind(Other, new Ssrc(1));
            AssertRoute(Voice, 1, Opus, "voice");
        }

        [Test]
        public void MidExtension_BindsTheSsrcForPacketsWithoutIt()
        {
            Receive(Voice, 1, Opus, "voice", 10);
            AssertRoute(Voice, 1, Opus);
        }

        [Test]
        public void LaterMidExtension_BindsAnew([Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            Receive(Voice, 1, Opus, "voice", start);
            Receive(Other, 1, Opus, "other", start + 5);
            AssertRoute(Other, 1, Opus);
            Assert.That(_router.Streams.Count, Is.EqualTo(1), "it is the same stream");
        }

        [Test]
        public void LateMidExtension_DoesNotBindBack()
        {
            Receive(Voice, 1, Opus, "voice", 10);
            Receive(Other, 1, Opus, "other", 20);
            Receive(Voice, 1, Opus, "voice", 15);
            AssertRoute(Other, 1, Opus);
        }

        [Test]
        public void UnknownMid_IsDroppedThoughTheSsrcIsKnown()
        {
            Receive(Voice, 1, Opus, "voice", 10);
            AssertDropped(DropReason.UnknownStream, 1, Opus, "gone");
        }

        [Test]
        public void SsrcOfTheSdp_NeedsNoMid()
        {
            _router.Bind(Other, new Ssrc(9));
            AssertRoute(Other, 9, Opus);
        }

        [Test]
        public void PayloadTypeOfOneSectionOnly_IsEnough()
        {
            AssertRoute(Video, 1, Vp8);
            Receive(Video, 1, Vp8, null, 10);
            _router.SetSection(Other, new[] { Opus, Vp8 });
            AssertRoute(Video, 1, Vp8);
        }

        [Test]
        public void PayloadTypeOfTwoSections_IsNotEnough() => AssertDropped(DropReason.UnknownStream, 1, Opus);

        [Test]
        public void PayloadTypeTheSectionHasNot_IsDropped()
        {
            _router.Bind(Voice, new Ssrc(1));
            AssertDropped(DropReason.UnknownPayloadType, 1, Vp8);
            AssertDropped(DropReason.UnknownPayloadType, 2, Vp8, "voice");
        }

        [Test]
        public void MidExtension_IsNothingWhenItWasNotNegotiated()
        {
            _router.MidExtensionId = 0;
            AssertDropped(DropReason.UnknownStream, 1, Opus, "voice");
        }

        [Test]
        public void RouteThatIsNotCommitted_TeachesNothing()
        {
            AssertRoute(Voice, 1, Opus, "voice");
            AssertDropped(DropReason.UnknownStream, 1, Opus);
            Assert.That(_router.Streams, Is.Empty);
            Assert.That(_router.Find(new Ssrc(1)), Is.Null);
        }

        [Test]
        public void InactiveSection_DropsItsPacketsAndKeepsItsStreams()
        {
            Receive(Voice, 1, Opus, "voice", 65535);
            _router.SetSection(Voice, Array.Empty<Codec>());
            AssertDropped(DropReason.UnknownPayloadType, 1, Opus);

            _router.SetSection(Voice, new[] { Opus });
            Receive(Voice, 1, Opus, null, 65536);
        }

        [Test]
        public void StoppedSection_TakesItsStreamsAlong()
        {
            Receive(Voice, 1, Opus, "voice", 10);
            Receive(Voice, 2, Opus, "voice", 10);
            Receive(Other, 3, Opus, "other", 10);
            _router.RemoveSection(Voice);
            Assert.That(_router.Streams.Count, Is.EqualTo(1));
            AssertDropped(DropReason.UnknownStream, 1, Opus, "voice");
            AssertRoute(Other, 3, Opus);
        }

        [Test]
        public void TooManyStreams_ReplaceTheOneLongestUnheard()
        {
            for (uint i = 0; i < StreamRouter.MaxStreams; i++) Receive(Voice, i, Opus, "voice", 10);
            Receive(Voice, 0, Opus, "voice", 11);
            for (uint i = 0; i < 10; i++) Receive(Voice, 1000 + i, Opus, "voice", 10);

            Assert.That(_router.Streams.Count, Is.EqualTo(StreamRouter.MaxStreams));
            AssertRoute(Voice, 0, Opus);
            AssertRoute(Voice, 1009, Opus);
            for (uint i = 1; i <= 10; i++) AssertDropped(DropReason.UnknownStream, i, Opus);
            AssertRoute(Voice, 11, Opus);
        }

        [Test]
        public void SsrcOfASectionThatIsNotThere_IsTheCallersMistake() =>
            Assert.That(() => _router.Bind(new Mid("none"), new Ssrc(1)), Throws.ArgumentException);

        private void AssertRoute(Mid expected, uint ssrc, Codec codec, string? mid = null)
        {
            Assert.That(TryRoute(ssrc, codec, mid, 0, out Route route), Is.EqualTo(DropReason.None));
            Assert.That(route.Mid, Is.EqualTo(expected));
            Assert.That(route.Stream.Ssrc, Is.EqualTo(new Ssrc(ssrc)));
        }

        private void AssertDropped(DropReason expected, uint ssrc, Codec codec, string? mid = null) =>
            Assert.That(TryRoute(ssrc, codec, mid, 0, out _), Is.EqualTo(expected));

        private void Receive(Mid expected, uint ssrc, Codec codec, string? mid, int seq)
        {
            Assert.That(TryRoute(ssrc, codec, mid, seq, out Route route), Is.EqualTo(DropReason.None));
            Assert.That(route.Mid, Is.EqualTo(expected));
            Assert.That(route.Stream.TryEstimate((ushort)seq, out SeqNo extended, out _));
            Assert.That(extended.Value, Is.EqualTo(seq));
            _router.Commit(route, _header, _packet, extended);
            route.Stream.Commit(default, extended, default, 48000);
        }

        private DropReason TryRoute(uint ssrc, Codec codec, string? mid, int seq, out Route route)
        {
            _packet = new byte[100];
            var plain = new RtpHeader(codec.PayloadType, false, (ushort)seq, default, new Ssrc(ssrc));
            var writer = new HeaderExtensionWriter(_packet, plain.WriteTo(_packet));
            if (mid != null) Assert.That(writer.TryWrite(MidId, Encoding.ASCII.GetBytes(mid)));
            writer.Finish();
            Assert.That(RtpHeader.TryParse(_packet, out _header));
            bool routed = _router.TryRoute(_header, _packet, out route, out DropReason dropped);
            Assert.That(routed, Is.EqualTo(dropped == DropReason.None));
            return dropped;
        }
    }
}
