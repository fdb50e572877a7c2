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
    /// <summary>What we tell a sender that it may send.</summary>
    public sealed class ReceiveBandwidthTests
    {
        private static readonly Ssrc Media = new Ssrc(0x1111);
        private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(5);

        private PeerPair _pair = null!;
        private ForeignMedia _foreign = null!;
        private Transceiver _camera = null!;
        private long _seq;

        [TearDown]
        public void Disconnect() => _pair.Dispose();

        [Test]
        public void Ceiling_IsToldWhenSomethingComes_AndAgainEachSecond()
        {
            Connect("goog-remb", "transport-cc");
            _pair.Right.Peer.SetReceiveBandwidth(_pair.Now, 500_000);
            _pair.Drive(TimeSpan.FromSeconds(2));
            Assert.That(Told(), Is.Empty, "there is nobody to tell");
            Instant begin = _pair.Now;
            Send();
            _pair.Drive(TimeSpan.FromSeconds(3.5));
            Assert.That(Told().Select(remb => remb.Bitrate), Is.EqualTo(new[] { 500_000, 500_000, 500_000, 500_000 }));
            Assert.That(Told().Select(remb => (remb.At - begin).TotalSeconds),
                Is.EqualTo(new[] { 0, 1, 2, 3.0 }).Within(0.01));
            Assert.That(Told()[0].Streams, Is.EqualTo(new[] { Media }));
        }

        [Test]
        public void LessIsToldAtOnce_MoreAFifthOfASecondLater()
        {
            Connect("goog-remb");
            Send();
            Set(500_000);
            _pair.Drive(TimeSpan.FromMilliseconds(50));
            Instant lowered = _pair.Now;
            Set(100_000);
            _pair.Drive(TimeSpan.FromMilliseconds(50));
            Set(200_000);
            Set(300_000);
            _pair.Drive(TimeSpan.FromMilliseconds(500));
            Assert.That(Told().Select(remb => remb.Bitrate), Is.EqualTo(new[] { 500_000, 100_000, 300_000 }));
            Assert.That(Told()[1].At - lowered, Is.LessThan(AtOnce));
            Assert.That((Told()[2].At - lowered).TotalSeconds, Is.EqualTo(0.2).Within(0.01));
        }

        [Test]
        public void LiftedCeiling_IsToldAsOneThatNobodyReaches()
        {
            Connect("goog-remb", "transport-cc");
            Send();
            Set(100_000);
            _pair.Drive(TimeSpan.FromMilliseconds(500));
            Set(null);
            _pair.Drive(TimeSpan.FromMilliseconds(50));
            Assert.That(Told().Last().Bitrate, Is.GreaterThanOrEqualTo(999_000_000));
        }

        [Test]
        public void WithoutAgreement_NobodyIsTold()
        {
            Connect("transport-cc");
            Send();
            Set(100_000);
            _pair.Drive(TimeSpan.FromSeconds(3));
            Assert.That(Told(), Is.Empty);
        }

        [Test]
        public void WithoutCeilingAndNeedOfAnEstimate_NothingIsTold()
        {
            Connect("goog-remb", "transport-cc");
            for (int i = 0; i < 100; i++)
            {
                Send((_camera.Extensions.TransportCc, new[] { (byte)0, (byte)i }));
                _pair.Drive(TimeSpan.FromMilliseconds(20));
            }

            Assert.That(Told(), Is.Empty);
        }

        [Test]
        public void LimitOfNothing_IsRefusedWithASentence()
        {
            Connect("goog-remb");
            Assert.Throws<ArgumentOutOfRangeException>(() => Set(0));
        }

        [TestCase(1)]
        [TestCase(2)]
        public void SenderThatKnowsOnlyOurEstimate_FindsTheLink(int seed)
        {
            Connect(seed, "goog-remb", "nack");
            _pair.Capacity = 1_500_000;
            Film(25);
            Assert.That(_pair.Left.Peer.TargetBitrate, Is.InRange(900_000, 1_600_000));
            _pair.Capacity = 500_000;
            Film(2);
            for (int second = 0; second < 8; second++)
            {
                Film(1);
                Assert.That(_pair.Left.Peer.TargetBitrate, Is.InRange(350_000, 650_000), "up until a queue fills");
                Assert.That(_pair.Right.BusyUntil - _pair.Now, Is.LessThan(TimeSpan.FromMilliseconds(150)));
            }

            _pair.Right.Peer.SetReceiveBandwidth(_pair.Now, 200_000);
            Film(1);
            Assert.That(_pair.Left.Peer.TargetBitrate, Is.InRange(199_000, 200_000), "the lesser of both counts");
        }

        [Test]
        public void TenThousandPackets_AllocateNothing()
        {
            Connect("goog-remb");
            Set(100_000);
            var packets = new byte[12_000][];
            for (int i = 0; i < packets.Length; i++)
            {
                var sentAt = new byte[AbsSendTime.Length];
                AbsSendTime.From(_pair.Now + TimeSpan.FromMilliseconds(i)).WriteTo(sentAt);
                packets[i] = _foreign.Protect(
                    Media, _camera.Codec!, i, new byte[100], 0, (_camera.Extensions.AbsSendTime, sentAt));
            }

            Instant begin = _pair.Now;
            long before = 0;
            int told = 0;
            for (int i = 0; i < packets.Length; i++)
            {
                if (i == 2000) before = GC.GetAllocatedBytesForCurrentThread();
                Instant now = begin + TimeSpan.FromMilliseconds(i);
                _pair.Right.Peer.HandleDatagram(now, _pair.Right.Address, _pair.Left.Address, packets[i]);
                if (_pair.Right.Peer.NextDeadline.IsDue(now)) _pair.Right.Peer.HandleTimeout(now);
                while (_pair.Right.Peer.TryPollTransmit(now, out _)) told++;
                while (_pair.Right.Peer.TryPollEvent(now, out _))
                {
                    // It is the packet.
                }
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
            Assert.That(told, Is.GreaterThan(15));
        }

        private void Connect(params string[] feedback) => Connect(1, feedback);

        private void Connect(int seed, params string[] feedback)
        {
            _seq = 0;
            _pair = new PeerPair(seed, configure: config => config.VideoCodecs = new[]
            {
                new Codec(new PayloadType(96), "VP8", 90000, feedback: feedback),
            });
            _camera = _pair.Left.Peer.AddTransceiver(
                MediaKind.Video, Direction.SendOnly, "camera",
                encodings: new[] { new SendEncoding { MaxBitrate = 5_000_000 } });
            _pair.Connect();
            _foreign = new ForeignMedia(_pair);
        }

        private void Set(long? bitrate) => _pair.Right.Peer.SetReceiveBandwidth(_pair.Now, bitrate);

        private void Send(params (int Id, byte[] Value)[] extensions) =>
            _foreign.Send(Media, _camera.Codec!, ++_seq, new byte[100], extensions);

        // 30 frames a second, of as many bytes as it may have.
        private void Film(int seconds)
        {
            for (int frame = 0; frame < seconds * 30; frame++)
            {
                int bytes = (int)((_camera.SendEncodings[0].TargetBitrate ?? 300_000) / 8 / 30);
                for (; bytes > 0; bytes -= 1100)
                {
                    _pair.Left.Peer.TrySend(
                        _pair.Now, _camera.Mid, new RtpTime((uint)(_seq++ * 3000)), bytes <= 1100,
                        new byte[Math.Min(bytes, 1100)]);
                }

                _pair.Drive(TimeSpan.FromMilliseconds(1000 / 30.0));
            }
        }

        private List<(Instant At, long Bitrate, Ssrc[] Streams)> Told()
        {
            var told = new List<(Instant, long, Ssrc[])>();
            foreach ((Instant at, byte[] compound) in _foreign.Heard)
            {
                var reader = new RtcpReader(compound);
                while (reader.TryRead(out RtcpPacket packet))
                {
                    if (!ReceiverEstimatedMaxBitrate.TryParse(packet, out ReceiverEstimatedMaxBitrate remb)) continue;
                    var streams = new Ssrc[remb.Count];
                    for (int i = 0; i < streams.Length; i++) streams[i] = remb[i];
                    told.Add((at, remb.Bitrate, streams));
                }
            }

            return told;
        }
    }
}
