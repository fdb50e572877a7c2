#nullable enable
using System;
using Earshot.Rtc.Rtp;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class Vp8DescriptorTests
    {
        [TestCase("10 00", 1, true)]
        [TestCase("00 00", 1, false)]
        [TestCase("11 00", 1, false)]
        [TestCase("30 00", 1, true)]
        [TestCase("90 00 00", 2, true)]
        [TestCase("90 80 23 00", 3, true)]
        [TestCase("90 80 81 23 00", 4, true)]
        [TestCase("90 40 07 00", 3, true)]
        [TestCase("90 20 20 00", 3, true)]
        [TestCase("90 10 05 00", 3, true)]
        [TestCase("90 f0 81 23 07 25 00", 6, true)]
        public void Length_FollowsFromTheFlags(string text, int length, bool begins)
        {
            byte[] payload = Hex.Bytes(text.Replace(" ", ""));
            Assert.That(Vp8Descriptor.TryParse(payload, out Vp8Descriptor descriptor), Is.True);
            Assert.That((descriptor.Length, descriptor.BeginsFrame), Is.EqualTo((length, begins)));
            for (int shorter = 0; shorter < payload.Length; shorter++)
                Assert.That(Vp8Descriptor.TryParse(payload.AsSpan(0, shorter), out _), Is.False, $"{shorter}");
        }

        [Test]
        public void Numbers_AreReadAsTheyWereWritten([Values(0, 1, 127, 128, 32766, 32767)] int picture)
        {
            var payload = new byte[Vp8Descriptor.WrittenLength + 1];
            Vp8Descriptor.Write(payload, true, picture, 200);
            Assert.That(Vp8Descriptor.TryParse(payload, out Vp8Descriptor descriptor), Is.True);
            Assert.That(descriptor.Length, Is.EqualTo(Vp8Descriptor.WrittenLength));
            Assert.That((descriptor.HasLongPictureId, descriptor.HasBaseLayer), Is.EqualTo((true, true)));
            Assert.That(descriptor.PictureIdOf(payload), Is.EqualTo(picture));
            Assert.That(descriptor.BaseLayerOf(payload), Is.EqualTo(200));
            Assert.That(descriptor.BeginsKeyFrame(payload), Is.True);
            payload[Vp8Descriptor.WrittenLength] = 1;
            Assert.That(descriptor.BeginsKeyFrame(payload), Is.False);
        }
    }
}
