#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Wire;
using Earshot.Video;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Pictures in, pictures out: what is sent is brought to a receiver.</summary>
    public sealed class VideoSenderTests
    {
        private const int Tick = 3000; // of 90 kHz: 30 pictures a second

        private readonly I420Frame _picture = new I420Frame(320, 180);
        private readonly I420Frame _seen = new I420Frame();
        private readonly Dictionary<string, VideoReceiver> _receivers = new Dictionary<string, VideoReceiver>();
        private readonly Dictionary<string, SeqNo> _seqs = new Dictionary<string, SeqNo>();
        private readonly Dictionary<string, long> _bytes = new Dictionary<string, long>();
        private IReadOnlyList<VideoLayer> _layers = null!;
        private VideoSender _sender = null!;
        private Instant _now;
        private int _number;

        [SetUp]
        public void Begin()
        {
            _layers = VideoLayer.Simulcast();
            _sender = new VideoSender(_layers, new SeededRandom(1));
            foreach (VideoLayer layer in _layers) Receive(layer.Rid.Value);
            _now = new Instant(0);
            _number = 0;
        }

        [TearDown]
        public void End()
        {
            _sender.Dispose();
            foreach (VideoReceiver receiver in _receivers.Values) receiver.Dispose();
            _receivers.Clear();
        }

        [Test]
        public void EachLayer_ShowsTheSamePictureAtItsSize()
        {
            for (int i = 0; i < 20; i++)
            {
                Show();
                foreach (VideoLayer layer in _layers)
                {
                    Assert.That(See(layer.Rid.Value), Is.True);
                    Assert.That(_seen.Width, Is.EqualTo(320 >> layer.Halvings));
                    Assert.That(MovingPicture.ReadNumber(_seen), Is.EqualTo(_number - 1));
                }
            }

            Assert.That(_sender.Frames, Is.EqualTo(60));
        }

        [Test]
        public void PausedLayer_TakesNothing_AndBeginsAgainWithAKeyFrame()
        {
            Show();
            _layers[0].TargetBitrate = 0;
            _layers[1].IsActive = false;
            long before = _bytes["high"] + _bytes["med"];
            for (int i = 0; i < 5; i++) Show();
            Assert.That(_bytes["high"] + _bytes["med"], Is.EqualTo(before));
            Assert.That(See("low"), Is.True);
            _layers[0].TargetBitrate = 500_000;
            Receive("high").HandlePacket(new Ssrc(9), new SeqNo(1), default, true, new byte[] { 0 });
            Assert.That(_receivers["high"].NeedsKeyFrame, Is.True);
            Show();
            Assert.That(_receivers["high"].NeedsKeyFrame, Is.False);
            Assert.That(See("high"), Is.True);
            Assert.That(MovingPicture.ReadNumber(_seen), Is.EqualTo(_number - 1));
        }

        [Test]
        public void TargetBitrate_IsFollowed()
        {
            _layers[1].IsActive = _layers[2].IsActive = false;
            _layers[0].TargetBitrate = 300_000;
            Assert.That(BitrateOfHigh(60), Is.EqualTo(300_000).Within(25).Percent);
            _layers[0].TargetBitrate = 100_000;
            BitrateOfHigh(45);
            Assert.That(BitrateOfHigh(60), Is.EqualTo(100_000).Within(25).Percent);
        }

        [Test]
        public void LostPacket_IsMadeUpForByAKeyFrame_WhichIsAskedFor()
        {
            for (int i = 0; i < 5; i++) Show();
            See("high");
            Show(drop: true);
            for (int i = 0; i < 30 && !_receivers["high"].NeedsKeyFrame; i++) Show();
            Assert.That(_receivers["high"].NeedsKeyFrame, Is.True, "it was not mended in time");
            See("high");
            Assert.That(See("high"), Is.False);
            _layers[0].WantsKeyFrame = true;
            Show();
            Assert.That(See("high"), Is.True);
            Assert.That(MovingPicture.ReadNumber(_seen), Is.EqualTo(_number - 1));
            Assert.That(_layers[0].WantsKeyFrame, Is.False);
        }

        [Test]
        public void SlowViewer_SeesTheNewestOnly()
        {
            for (int i = 0; i < 30; i++) Show();
            Assert.That(See("high"), Is.True);
            Assert.That(MovingPicture.ReadNumber(_seen), Is.EqualTo(29));
            Assert.That(See("high"), Is.False);
            Assert.That(_receivers["high"].Decoded, Is.EqualTo(30), "each frame builds on the one before");
        }

        [Test]
        public void SizeChange_IsSeen()
        {
            Show();
            _picture.Resize(161, 91);
            Show();
            Assert.That(See("high"), Is.True);
            Assert.That((_seen.Width, _seen.Height), Is.EqualTo((161, 91)));
            Assert.That(See("low"), Is.True);
            Assert.That((_seen.Width, _seen.Height), Is.EqualTo((40, 22)));
            _picture.Resize(320, 180);
        }

        [Test]
        public void NothingIsAllocatedAPicture()
        {
            Show();
            _layers[1].WantsKeyFrame = true;
            I420Frame other = MovingPicture.Of(320, 180, 7);
            VideoReceiver receiver = _receivers["med"];
            var ssrc = new Ssrc(2);
            var seq = new SeqNo(100);
            int count = 0;
            long allocated = Allocation.Of(200, () =>
            {
                _layers[0].TargetBitrate = 400_000 + ++count;
                _sender.HandlePicture(new RtpTime((uint)(count * Tick)), count % 2 == 0 ? other : _picture);
                while (_sender.TryPollPayload(out VideoPayload payload))
                {
                    if (payload.Rid != _layers[1].Rid) continue;
                    receiver.HandlePacket(ssrc, seq, payload.Time, payload.Marker, payload.Bytes);
                    seq += 1;
                }

                while (receiver.TryDecode(_now))
                {
                }

                receiver.TryTakePicture(_seen, out _);
            });
            Assert.That(allocated, Is.Zero);
            Assert.That(receiver.Decoded, Is.GreaterThan(200));
        }

        [Test]
        public void LayersOutOfOrder_AreTheCallersMistake()
        {
            var half = new VideoLayer(new Rid("a"), 1, 100_000);
            var whole = new VideoLayer(new Rid("b"), 0, 100_000);
            Assert.Throws<ArgumentException>(() => _ = new VideoSender(new[] { half, whole }, new SeededRandom(1)));
            Assert.Throws<ArgumentException>(() => _ = new VideoSender(new VideoLayer[0], new SeededRandom(1)));
            Assert.Throws<ArgumentOutOfRangeException>(() => _ = new VideoLayer(default, 5, 100_000));
            Assert.Throws<ArgumentOutOfRangeException>(() => _ = new VideoLayer(default, 0, 100));
        }

        private VideoReceiver Receive(string rid)
        {
            _seqs[rid] = new SeqNo(65_500);
            _bytes[rid] = 0;
            return _receivers[rid] = new VideoReceiver();
        }

        private void Show(bool drop = false)
        {
            _now += TimeSpan.FromMilliseconds(33);
            MovingPicture.Draw(_picture, _number);
            _sender.HandlePicture(new RtpTime((uint)(_number++ * Tick)), _picture);
            while (_sender.TryPollPayload(out VideoPayload payload))
            {
                string rid = payload.Rid.Value;
                _bytes[rid] += payload.Bytes.Length;
                SeqNo seq = _seqs[rid];
                _seqs[rid] = seq + 1;
                if (drop && rid == "high") continue;
                _receivers[rid].HandlePacket(new Ssrc(1), seq, payload.Time, payload.Marker, payload.Bytes);
                while (_receivers[rid].TryDecode(_now))
                {
                }
            }
        }

        private bool See(string rid)
        {
            if (!_receivers[rid].TryTakePicture(_seen, out RtpTime time)) return false;
            if (_seen.Width > 100)
                Assert.That(time.Ticks, Is.EqualTo((uint)(MovingPicture.ReadNumber(_seen) * Tick)));
            return true;
        }

        private double BitrateOfHigh(int pictures)
        {
            long before = _bytes["high"];
            for (int i = 0; i < pictures; i++) Show();
            return (_bytes["high"] - before) * 8 * 30.0 / pictures;
        }
    }
}
