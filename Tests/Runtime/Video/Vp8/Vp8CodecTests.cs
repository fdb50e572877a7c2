#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Wire;
using Earshot.Video;
using Earshot.Video.Vp8;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class Vp8CodecTests
    {
        private const int Tick = 3000; // of 90 kHz: 30 pictures a second

        private readonly I420Frame _picture = new I420Frame();
        private readonly I420Frame _seen = new I420Frame();
        private IVp8Encoder _encoder = null!;
        private IVp8Decoder _decoder = null!;
        private RtpTime _time;

        [SetUp]
        public void Open()
        {
            _encoder = Vp8Library.CreateEncoder(new Vp8Settings { Bitrate = 800_000, MayDropPictures = false });
            _decoder = Vp8Library.CreateDecoder();
            _time = new RtpTime(uint.MaxValue - 5 * Tick); // rolls over soon
        }

        [TearDown]
        public void Close()
        {
            _encoder.Dispose();
            _decoder.Dispose();
        }

        [TestCase(320, 180)]
        [TestCase(321, 181)]
        [TestCase(640, 360)]
        [TestCase(17, 33)]
        [TestCase(1, 1)]
        public void Film_ComesBackAlike(int width, int height)
        {
            for (int number = 0; number < 20; number++)
            {
                byte[] frame = Encode(width, height, number);
                Assert.That(_decoder.Decode(frame), Is.EqualTo(Vp8Status.Ok));
                Assert.That(_decoder.TryGetPicture(_seen), Is.True);
                Assert.That((_seen.Width, _seen.Height), Is.EqualTo((width, height)));
                Assert.That(MovingPicture.Psnr(_picture, _seen), Is.GreaterThan(30), $"picture {number}");
                if (width > 100) Assert.That(MovingPicture.ReadNumber(_seen), Is.EqualTo(number));
            }

            Assert.That(Chroma(_seen), Is.EqualTo(Chroma(_picture)).Within(5), "of chroma too");
        }

        [Test]
        public void OnlyTheFirst_IsAKeyFrame_UntilOneIsAskedFor()
        {
            for (int number = 0; number < 60; number++)
            {
                byte[] frame = Encode(320, 180, number, asKeyFrame: number == 40);
                Assert.That(IsKey(frame), Is.EqualTo(number == 0 || number == 40), $"picture {number}");
            }
        }

        [TestCase(1, 1)]
        [TestCase(4, 1)]
        [TestCase(1, 4)]
        public void Bitrate_FollowsWithoutANewBeginning(int from, int to)
        {
            const int Unit = 80_000;
            _encoder.Bitrate = from * Unit;
            double before = BitrateOver(0, 90);
            _encoder.Bitrate = to * Unit;
            BitrateOver(90, 30); // its buffer turns over
            double after = BitrateOver(120, 90);
            Assert.That(before, Is.EqualTo(from * Unit).Within(30).Percent);
            Assert.That(after, Is.EqualTo(to * Unit).Within(20).Percent);
        }

        [Test]
        public void AnotherSize_BeginsWithAKeyFrame_BothWays()
        {
            int number = 0;
            foreach (int width in new[] { 320, 640, 160, 320 })
            {
                for (int i = 0; i < 5; i++)
                {
                    byte[] frame = Encode(width, width * 9 / 16, number++);
                    Assert.That(IsKey(frame), Is.EqualTo(i == 0));
                    Assert.That(_decoder.Decode(frame), Is.EqualTo(Vp8Status.Ok));
                    Assert.That(_decoder.TryGetPicture(_seen), Is.True);
                    Assert.That(_seen.Width, Is.EqualTo(width));
                }
            }
        }

        [Test]
        public void TooLowABitrate_LeavesPicturesOut_WhereThatIsAllowed()
        {
            using IVp8Encoder frugal = Vp8Library.CreateEncoder(new Vp8Settings { Bitrate = 20_000 });
            int left = 0;
            for (int number = 0; number < 60; number++)
            {
                MovingPicture.Draw(Sized(640, 360), number * 7);
                Vp8Status status = frugal.Encode(_picture, _time += Tick, false, out ReadOnlyMemory<byte> frame);
                Assert.That(status, Is.EqualTo(Vp8Status.Ok));
                if (frame.IsEmpty) left++;
            }

            Assert.That(left, Is.InRange(10, 59));
        }

        [Test]
        public void BeforeAKeyFrame_NothingIsDecoded()
        {
            byte[] key = Encode(320, 180, 0);
            byte[] delta = Encode(320, 180, 1);
            Assert.That(_decoder.Decode(delta), Is.EqualTo(Vp8Status.KeyFrameNeeded));
            Assert.That(_decoder.TryGetPicture(_seen), Is.False);
            Assert.That(_decoder.Decode(key), Is.EqualTo(Vp8Status.Ok));
            Assert.That(_decoder.Decode(delta), Is.EqualTo(Vp8Status.Ok));
        }

        [Test]
        public void AfterARefusedFrame_OnlyAKeyFrameHelps()
        {
            byte[] key = Encode(320, 180, 0);
            byte[] delta = Encode(320, 180, 1);
            Assert.That(_decoder.Decode(key), Is.EqualTo(Vp8Status.Ok));
            Assert.That(_decoder.Decode(ReadOnlySpan<byte>.Empty), Is.EqualTo(Vp8Status.UnsupportedBitstream));
            Assert.That(_decoder.Decode(delta), Is.EqualTo(Vp8Status.KeyFrameNeeded));
            Assert.That(_decoder.Decode(key), Is.EqualTo(Vp8Status.Ok));
        }

        [Test]
        public void KeyFrameThatClaimsToBeHuge_IsRefusedUnread()
        {
            byte[] huge = { 0x10, 0, 0, 0x9D, 0x01, 0x2A, 0xFF, 0x3F, 0xFF, 0x3F, 0, 0 };
            Assert.That(_decoder.Decode(huge), Is.EqualTo(Vp8Status.TooBig));
            using IVp8Decoder small = Vp8Library.CreateDecoder(maxPixels: 320 * 180);
            Assert.That(small.Decode(Encode(320, 180, 0)), Is.EqualTo(Vp8Status.Ok));
            Assert.That(small.Decode(Encode(322, 180, 0)), Is.EqualTo(Vp8Status.TooBig));
        }

        [Test]
        public void CorruptFrames_AreSurvived()
        {
            var random = new Random(7);
            var film = new List<byte[]>();
            for (int number = 0; number < 30; number++) film.Add(Encode(160, 90, number));
            int refused = 0;
            for (int round = 0; round < 600; round++)
            {
                byte[] frame = (byte[])film[round % film.Count].Clone();
                for (int flips = random.Next(4); flips > 0; flips--)
                    frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
                int length = random.Next(3) == 0 ? random.Next(frame.Length + 1) : frame.Length;
                if (_decoder.Decode(frame.AsSpan(0, length)) != Vp8Status.Ok) refused++;
                _decoder.TryGetPicture(_seen);
            }

            Assert.That(refused, Is.GreaterThan(0));
            Assert.That(_decoder.Decode(film[0]), Is.EqualTo(Vp8Status.Ok), "it lives");
        }

        [Test]
        public void NothingIsAllocatedAFrame()
        {
            MovingPicture.Draw(Sized(320, 180), 0);
            I420Frame other = MovingPicture.Of(320, 180, 9);
            int count = 0;
            long allocated = Allocation.Of(200, () =>
            {
                _encoder.Bitrate = 400_000 + count;
                I420Frame picture = ++count % 2 == 0 ? _picture : other;
                _encoder.Encode(picture, _time += Tick, count % 50 == 0, out ReadOnlyMemory<byte> frame);
                _decoder.Decode(frame.Span);
                _decoder.TryGetPicture(_seen);
            });
            Assert.That(allocated, Is.Zero);
            Assert.That(_seen.Width, Is.EqualTo(320));
        }

        [Test]
        public void AfterDisposal_TheCallersMistakeIsNamed()
        {
            _encoder.Dispose();
            Assert.Throws<ObjectDisposedException>(() => Encode(320, 180, 0));
            _decoder.Dispose();
            byte[] key = { 0x10, 0, 0, 0x9D, 0x01, 0x2A, 8, 0, 8, 0 };
            Assert.Throws<ObjectDisposedException>(() => _decoder.Decode(key));
        }

        private byte[] Encode(int width, int height, int number, bool asKeyFrame = false)
        {
            MovingPicture.Draw(Sized(width, height), number);
            Vp8Status status = _encoder.Encode(_picture, _time += Tick, asKeyFrame, out ReadOnlyMemory<byte> frame);
            Assert.That(status, Is.EqualTo(Vp8Status.Ok));
            Assert.That(frame.Length, Is.GreaterThan(0));
            return frame.ToArray();
        }

        private I420Frame Sized(int width, int height)
        {
            _picture.Resize(width, height);
            return _picture;
        }

        private double BitrateOver(int first, int count)
        {
            long bytes = 0;
            for (int number = first; number < first + count; number++) bytes += Encode(320, 180, number).Length;
            return bytes * 8 / (count / 30.0);
        }

        private static bool IsKey(byte[] frame) =>
            Vp8FrameHeader.TryParse(frame, out Vp8FrameHeader header) && header.IsKeyFrame;

        private static int Chroma(I420Frame frame) => frame.U[frame.U.Length / 2];
    }
}
