#nullable enable
using System.Text;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>The streams of one section, told apart by rid, and what repairs them.</summary>
    public sealed class RidRoutingTests
    {
        private const int MidId = 4;
        private const int RidId = 10;
        private const int RepairedRidId = 11;

        private static readonly Codec Vp8 = new Codec(new PayloadType(96), "VP8", 90000);
        private static readonly Codec Rtx = Codec.Rtx(new PayloadType(97), Vp8);
        private static readonly Mid Video = new Mid("v");

        private readonly byte[] _packet = new byte[100];
        private StreamRouter _router = null!;

        [SetUp]
        public void SetSections()
        {
            _router = new StreamRouter
            {
                MidExtensionId = MidId,
                RidExtensionId = RidId,
                RepairedRidExtensionId = RepairedRidId,
            };
            _router.SetSection(Video, new[] { Vp8, Rtx }, new[] { new Rid("f"), new Rid("h"), new Rid("q") });
        }

        [Test]
        public void Layers_AreToldApartByRid_AndStayKnown()
        {
            Receive(1, Vp8, 10, rid: "h");
            Receive(2, Vp8, 10, rid: "f");
            Assert.That(Receive(1, Vp8, 11).Rid, Is.EqualTo(new Rid("h")));
            Assert.That(Receive(2, Vp8, 11).Rid, Is.EqualTo(new Rid("f")));
            Assert.That(_router.FindMedia(Video, new Rid("h"))!.Ssrc, Is.EqualTo(new Ssrc(1)));
            Assert.That(_router.FindMedia(Video, new Rid("q")), Is.Null);
            Assert.That(_router.FindMedia(Video)!.Ssrc, Is.EqualTo(new Ssrc(2)), "who spoke last");
        }

        [Test]
        public void RidThatWasNotAgreed_NamesNothing() =>
            Assert.That(Receive(1, Vp8, 10, rid: "x").Rid.IsGiven, Is.False);

        [Test]
        public void Retransmissions_FindTheLayerTheyRepair()
        {
            Receive(1, Vp8, 10, rid: "h");
            Receive(2, Vp8, 10, rid: "f");
            ReceiveStream repair = Receive(3, Rtx, 500, repaired: "f");
            Assert.That(repair.IsRepair);
            Assert.That(repair.Repairs!.Ssrc, Is.EqualTo(new Ssrc(2)));
            Assert.That(_router.FindMedia(Video)!.Ssrc, Is.EqualTo(new Ssrc(2)), "no repair is media");
        }

        [Test]
        public void RetransmissionsBeforeTheLayer_FindItLater()
        {
            Assert.That(Receive(3, Rtx, 500, repaired: "f").Repairs, Is.Null);
            Receive(2, Vp8, 10, rid: "f");
            Assert.That(Receive(3, Rtx, 501, repaired: "f").Repairs!.Ssrc, Is.EqualTo(new Ssrc(2)));
        }

        [Test]
        public void FidGroup_NamesThePair()
        {
            _router.Bind(Video, new Ssrc(7));
            _router.Bind(Video, new Ssrc(8));
            _router.Bind(Video, new Ssrc(9));
            _router.BindRepair(new Ssrc(7), new Ssrc(9));
            Receive(7, Vp8, 10);
            Receive(8, Vp8, 10);
            Assert.That(Receive(9, Rtx, 500).Repairs!.Ssrc, Is.EqualTo(new Ssrc(7)));
        }

        [Test]
        public void OnlyStreamOfASection_NeedsNoName()
        {
            Receive(1, Vp8, 10);
            Assert.That(Receive(3, Rtx, 500).Repairs!.Ssrc, Is.EqualTo(new Ssrc(1)));
        }

        [Test]
        public void UnnamedRetransmissionsOfTwoStreams_AreOfNeither()
        {
            Receive(1, Vp8, 10);
            Receive(2, Vp8, 10);
            Assert.That(Receive(3, Rtx, 500).Repairs, Is.Null);
        }

        [Test]
        public void StreamThatIsForgotten_IsRepairedNoMore()
        {
            Receive(1, Vp8, 10, rid: "h");
            ReceiveStream repair = Receive(3, Rtx, 500, repaired: "h");
            for (uint i = 100; i < 100 + StreamRouter.MaxStreams - 1; i++) Receive(i, Vp8, 1);
            Assert.That(_router.Find(new Ssrc(1)), Is.Null);
            Assert.That(repair.Repairs, Is.Null);
        }

        private ReceiveStream Receive(uint ssrc, Codec codec, int seq, string? rid = null, string? repaired = null)
        {
            var plain = new RtpHeader(codec.PayloadType, false, (ushort)seq, default, new Ssrc(ssrc));
            var writer = new HeaderExtensionWriter(_packet, plain.WriteTo(_packet));
            Assert.That(writer.TryWrite(MidId, Encoding.ASCII.GetBytes(Video.Value)));
            if (rid != null) Assert.That(writer.TryWrite(RidId, Encoding.ASCII.GetBytes(rid)));
            if (repaired != null) Assert.That(writer.TryWrite(RepairedRidId, Encoding.ASCII.GetBytes(repaired)));
            writer.Finish();
            Assert.That(RtpHeader.TryParse(_packet, out RtpHeader header));
            Assert.That(_router.TryRoute(header, _packet, out Route route, out DropReason dropped), dropped.ToString());
            Assert.That(route.Stream.TryEstimate(header.WireSeq, out SeqNo extended, out _));
            _router.Commit(route, header, _packet, extended);
            route.Stream.Commit(default, extended, default, 90000);
            return route.Stream;
        }
    }
}
