#nullable enable
using System;
using Earshot.Video;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class I420FrameTests
    {
        [TestCase(1, 1, 1, 1)]
        [TestCase(2, 2, 1, 1)]
        [TestCase(3, 5, 2, 3)]
        [TestCase(321, 181, 161, 91)]
        [TestCase(1280, 720, 640, 360)]
        public void Chroma_HasHalfTheSizeRoundedUp(int width, int height, int chromaWidth, int chromaHeight)
        {
            var frame = new I420Frame(width, height);
            Assert.That(frame.Y.Length, Is.EqualTo(width * height));
            Assert.That((frame.ChromaWidth, frame.ChromaHeight), Is.EqualTo((chromaWidth, chromaHeight)));
            Assert.That(frame.U.Length, Is.EqualTo(chromaWidth * chromaHeight));
            Assert.That(frame.V.Length, Is.EqualTo(frame.U.Length));
        }

        [Test]
        public void Planes_DoNotOverlap()
        {
            var frame = new I420Frame(33, 17);
            frame.Y.Fill(1);
            frame.U.Fill(2);
            frame.V.Fill(3);
            Assert.That(frame.Y.IndexOf((byte)2), Is.EqualTo(-1));
            Assert.That(frame.U.IndexOf((byte)3), Is.EqualTo(-1));
            Assert.That(frame.U[0], Is.EqualTo(2));
        }

        [Test]
        public void SmallerPicture_NeedsNoNewMemory()
        {
            var frame = new I420Frame(640, 360);
            var other = new I420Frame(320, 180);
            Assert.That(Allocation.Of(1000, () =>
            {
                frame.CopyFrom(other);
                frame.Resize(640, 360);
            }), Is.Zero);
        }

        [TestCase(0, 1)]
        [TestCase(1, 0)]
        [TestCase(-1, 1)]
        [TestCase(16_384, 1)]
        [TestCase(1, 16_384)]
        public void SizeThatNoPictureHas_IsRefused(int width, int height)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => _ = new I420Frame(width, height));
        }
    }
}
