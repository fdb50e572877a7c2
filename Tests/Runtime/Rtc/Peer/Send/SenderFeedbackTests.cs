#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Rtc;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>A camera on the right side, and a receiver that says what we would not.</summary>
    public sealed class SenderFeedbackTests
    {
        private static readonly Ssrc Reporter = new Ssrc(77);

        private PeerPair _pair = null!;
        private ForeignMedia _receiver = null!;
        private Transceiver _camera = null!;

        private SendEncoding Only => _camera.SendEncodings[0];

        [TearDown]
        public void Dispose() => _pair.Dispose();

        [Test]
        public void RemoteEstimate_IsTheTargetWhereItAloneIsAgreed()
        {
            Connect("goog-remb", "nack");
            Assert.That(_camera.CanSend);
            Estimate(1_000_000);
            Assert.That(_pair.Right.Peer.TargetBitrate, Is.EqualTo(1_000_000));
            Assert.That(Only.TargetBitrate, Is.EqualTo(950_000));
            Assert.That(_pair.Right.Events.Last().Kind, Is.EqualTo(PeerEventKind.TargetBitrateChanged));

            Estimate(200_000);
            Assert.That(Only.TargetBitrate, Is.EqualTo(190_000));
            Estimate(1_000_000_000);
            Assert.That(Only.TargetBitrate, Is.EqualTo(2_500_000), "what a full picture can make use of");
        }

        [Test]
        public void WithoutWordOnThePath_NothingIsHeldBack()
        {
            Connect("nack");
            Estimate(1_000_000); // not agreed
            Assert.That(_pair.Right.Peer.TargetBitrate, Is.Null);
            Assert.That(Only.TargetBitrate, Is.Null);
            int count = 0;
            _pair.Passes = transmit => IsOf(transmit, Only.Ssrc) && ++count > 0;
            for (int i = 0; i < 100; i++)
                Assert.That(_pair.Right.Peer.TrySend(_pair.Now, _camera.Mid, default, false, new byte[1200]));
            _pair.DriveUntil(() => true);
            Assert.That(count, Is.EqualTo(100));
        }

        [Test]
        public void WordThatIsNoLongerAgreed_PausesNothing()
        {
            var half = new SendEncoding(new Rid("h")) { ScaleResolutionDownBy = 2 };
            Connect(new[] { "goog-remb" }, half, new SendEncoding(new Rid("f")));
            Estimate(100_000);
            Assert.That(_camera.SendEncodings[1].TargetBitrate, Is.Zero);
            string offer = _pair.Right.Peer.CreateOffer(_pair.Now);
            Assert.That(_pair.Left.Peer.TrySetOffer(_pair.Now, offer, out string error), error);
            string answer = _pair.Left.Peer.CreateAnswer(_pair.Now).Replace("a=rtcp-fb:96 goog-remb\r\n", "");
            Assert.That(_pair.Right.Peer.TrySetAnswer(_pair.Now, answer, out error), error);
            Assert.That(_camera.SendEncodings[1].TargetBitrate, Is.Null);
            Assert.That(_pair.Right.Peer.TrySend(_pair.Now, _camera.Mid, new Rid("f"), default, false, new byte[10]));
        }

        [Test]
        public void NacksOfEverything_AreAnsweredOnceARoundTrip()
        {
            Connect("nack");
            var sent = new List<ushort>();
            _pair.Passes = transmit =>
            {
                if (IsOf(transmit, Only.Ssrc) && RtpHeader.TryParse(transmit.Datagram, out RtpHeader header))
                    sent.Add(header.WireSeq);
                return true;
            };
            for (int i = 0; i < 10; i++)
                _pair.Right.Peer.TrySend(_pair.Now, _camera.Mid, default, false, new byte[100]);
            _pair.DriveUntil(() => true);
            ushort[] firsts = sent.ToArray();
            Assert.That(firsts.Length, Is.EqualTo(10));

            var everything = new ushort[200];
            for (int i = 0; i < everything.Length; i++) everything[i] = (ushort)(firsts[0] - 100 + i);
            for (int i = 0; i < 20; i++) Nack(everything);
            Assert.That(sent.Skip(10), Is.EqualTo(firsts), "and nothing that was never sent");
            _pair.Drive(TimeSpan.FromMilliseconds(300));
            Nack(everything);
            Assert.That(sent.Count, Is.EqualTo(30));
            _pair.Drive(TimeSpan.FromSeconds(3));
            _pair.Right.Peer.TrySend(_pair.Now, _camera.Mid, default, false, new byte[100]);
            Nack(firsts);
            Assert.That(sent.Count, Is.EqualTo(31), "old packets are gone");
        }

        private void Connect(params string[] feedback) => Connect(feedback, new SendEncoding());

        private void Connect(string[] feedback, params SendEncoding[] encodings)
        {
            _pair = new PeerPair(configure: config => config.VideoCodecs = new[]
            {
                new Codec(new PayloadType(96), "VP8", 90000, feedback: feedback),
            });
            _pair.Left.Peer.AddTransceiver(MediaKind.Audio, Direction.Inactive, "");
            _pair.Connect();
            _camera = _pair.Right.Peer.AddTransceiver(
                MediaKind.Video, Direction.SendOnly, "camera", encodings: encodings);
            _pair.Negotiate(_pair.Right, _pair.Left);
            _receiver = new ForeignMedia(_pair);
        }

        private void Estimate(long bitrate)
        {
            var compound = new byte[200];
            var writer = new RtcpWriter(compound);
            writer.TryWriteReceiverReport(Reporter, default);
            writer.TryWriteReceiverEstimatedMaxBitrate(Reporter, bitrate, new[] { Only.Ssrc });
            _receiver.SendRtcp(compound.AsSpan(0, writer.Length));
        }

        private void Nack(ushort[] lost)
        {
            var compound = new byte[1000];
            var writer = new RtcpWriter(compound);
            writer.TryWriteReceiverReport(Reporter, default);
            writer.TryWriteGenericNack(Reporter, Only.Ssrc, lost);
            _receiver.SendRtcp(compound.AsSpan(0, writer.Length));
        }

        private static bool IsOf(Transmit transmit, Ssrc ssrc) =>
            RtpHeader.TryParse(transmit.Datagram, out RtpHeader header) && header.Ssrc == ssrc;
    }
}
