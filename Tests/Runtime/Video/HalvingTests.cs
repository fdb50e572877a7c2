#nullable enable
using System;
using Earshot.Video;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class HalvingTests
    {
        private readonly I420Frame _half = new I420Frame();

        [Test]
        public void Sample_IsTheMeanOfFour()
        {
            var frame = new I420Frame(4, 2);
            new byte[] { 10, 20, 100, 100, 30, 40, 100, 101 }.CopyTo(frame.Y);
            frame.U.Fill(7);
            frame.V.Fill(9);
            Halving.Halve(frame, _half);
            Assert.That(_half.Y.ToArray(), Is.EqualTo(new byte[] { 25, 100 }));
            Assert.That((_half.U[0], _half.V[0]), Is.EqualTo(((byte)7, (byte)9)));
        }

        [TestCase(1, 1, 1, 1)]
        [TestCase(1, 9, 1, 4)]
        [TestCase(3, 3, 1, 1)]
        [TestCase(321, 181, 160, 90)]
        [TestCase(322, 182, 161, 91)]
        [TestCase(1280, 720, 640, 360)]
        public void EvenGround_StaysEven(int width, int height, int halfWidth, int halfHeight)
        {
            var frame = new I420Frame(width, height);
            frame.Y.Fill(77);
            frame.U.Fill(88);
            frame.V.Fill(99);
            Halving.Halve(frame, _half);
            Assert.That((_half.Width, _half.Height), Is.EqualTo((halfWidth, halfHeight)));
            Assert.That(_half.Y.ToArray(), Is.All.EqualTo(77));
            Assert.That(_half.U.ToArray(), Is.All.EqualTo(88));
            Assert.That(_half.V.ToArray(), Is.All.EqualTo(99));
        }

        [Test]
        public void TwiceHalved_ThePictureIsStillToBeRead()
        {
            I420Frame frame = MovingPicture.Of(1280, 720, 0xA5C3);
            var quarter = new I420Frame();
            Halving.Halve(frame, _half);
            Halving.Halve(_half, quarter);
            Assert.That((quarter.Width, quarter.Height), Is.EqualTo((320, 180)));
            Assert.That(MovingPicture.ReadNumber(quarter), Is.EqualTo(0xA5C3));
        }

        [Test]
        public void NothingIsAllocated()
        {
            I420Frame frame = MovingPicture.Of(64, 36, 0);
            Assert.That(Allocation.Of(1000, () => Halving.Halve(frame, _half)), Is.Zero);
        }

        [Test]
        public void FrameIntoItself_IsTheCallersMistake()
        {
            var frame = new I420Frame(8, 8);
            Assert.Throws<ArgumentException>(() => Halving.Halve(frame, frame));
        }
    }
}
