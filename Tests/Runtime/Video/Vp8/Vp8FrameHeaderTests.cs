#nullable enable
using System;
using Earshot.Video.Vp8;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class Vp8FrameHeaderTests
    {
        private static readonly byte[] Key = { 0x10, 0, 0, 0x9D, 0x01, 0x2A, 0x80, 0x42, 0x68, 0x81 };

        [Test]
        public void KeyFrame_TellsItsSizeWithoutTheScale()
        {
            Assert.That(Vp8FrameHeader.TryParse(Key, out Vp8FrameHeader header), Is.True);
            Assert.That((header.IsKeyFrame, header.IsShown), Is.EqualTo((true, true)));
            Assert.That((header.Width, header.Height), Is.EqualTo((0x280, 0x168)));
        }

        [Test]
        public void OtherFrame_TellsNoSize()
        {
            Assert.That(Vp8FrameHeader.TryParse(new byte[] { 0x01, 0, 0 }, out Vp8FrameHeader header), Is.True);
            Assert.That((header.IsKeyFrame, header.IsShown, header.Width), Is.EqualTo((false, false, 0)));
        }

        [Test]
        public void WhatIsCutShortOrWrong_IsNoFrame()
        {
            for (int length = 0; length < Key.Length; length++)
                Assert.That(Vp8FrameHeader.TryParse(Key.AsSpan(0, length), out _), Is.False);
            foreach (int at in new[] { 3, 4, 5 })
            {
                byte[] wrong = (byte[])Key.Clone();
                wrong[at] ^= 1;
                Assert.That(Vp8FrameHeader.TryParse(wrong, out _), Is.False);
            }

            byte[] nothing = (byte[])Key.Clone();
            (nothing[6], nothing[7]) = (0, 0xC0);
            Assert.That(Vp8FrameHeader.TryParse(nothing, out _), Is.False, "a width of 0");
        }
    }
}
