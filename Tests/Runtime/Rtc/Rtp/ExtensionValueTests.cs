#nullable enable
using System;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What header extensions carry.</summary>
    public sealed class ExtensionValueTests
    {
        [Test]
        public void AbsSendTime_ReadsBackTheSame([Values(0L, 4L, 63_999_999L, 64_000_000L, 1_000_000_123L)] long us)
        {
            AbsSendTime written = AbsSendTime.From(new Instant(us));
            var bytes = new byte[3];
            Assert.That(written.WriteTo(bytes), Is.EqualTo(3));
            Assert.That(AbsSendTime.TryParse(bytes, out AbsSendTime read));
            Assert.That(read.Units, Is.EqualTo(written.Units));
            Assert.That(read.Units, Is.EqualTo((us * 262144 / 1_000_000) & 0xFFFFFF));
        }

        [Test]
        public void AbsSendTimes_SubtractAcrossTheirWrap([Values(0, 1, 31, 32, 63)] int seconds)
        {
            Instant sent = Instant.FromMilliseconds(1000 * seconds + 990);
            TimeSpan between = AbsSendTime.From(sent + TimeSpan.FromMilliseconds(20)) - AbsSendTime.From(sent);
            Assert.That(between.TotalMilliseconds, Is.EqualTo(20).Within(0.01));
            Assert.That((AbsSendTime.From(sent) - AbsSendTime.From(sent + between)).TotalMilliseconds,
                Is.EqualTo(-20).Within(0.01));
        }

        [Test]
        public void VideoOrientation_ReadsBackTheSame(
            [Values(0, 90, 180, 270)] int degrees, [Values] bool isFlipped, [Values] bool isBackCamera)
        {
            var bytes = new byte[1];
            new VideoOrientation(degrees, isFlipped, isBackCamera).WriteTo(bytes);
            Assert.That(bytes[0], Is.EqualTo(degrees / 90 + (isFlipped ? 4 : 0) + (isBackCamera ? 8 : 0)));
            Assert.That(VideoOrientation.TryParse(bytes, out VideoOrientation read));
            Assert.That(read, Is.EqualTo(new VideoOrientation(degrees, isFlipped, isBackCamera)));
        }

        [Test]
        public void SlantedPicture_IsTheCallersMistake() =>
            Assert.Throws<ArgumentOutOfRangeException>(() => _ = new VideoOrientation(45));

        [TestCase(0, 0, "000000")]
        [TestCase(10, 100, "00100a")]
        [TestCase(40950, 99999, "ffffff")]
        public void PlayoutDelay_ReadsBackTheSame(int min, int max, string wire)
        {
            var bytes = new byte[3];
            var written = new PlayoutDelay(TimeSpan.FromMilliseconds(min), TimeSpan.FromMilliseconds(max));
            written.WriteTo(bytes);
            Assert.That(Hex.Text(bytes), Is.EqualTo(wire));
            Assert.That(PlayoutDelay.TryParse(bytes, out PlayoutDelay read));
            Assert.That(read, Is.EqualTo(written));
        }

        [Test]
        public void PlayoutDelayUpsideDown_IsRefused() =>
            Assert.That(PlayoutDelay.TryParse(Hex.Bytes("00a001"), out _), Is.False);

        [Test]
        public void ValueOfAnotherLength_IsRefused([Values(0, 2, 4)] int length)
        {
            Assert.That(AbsSendTime.TryParse(new byte[length], out _), Is.False);
            Assert.That(PlayoutDelay.TryParse(new byte[length], out _), Is.False);
            Assert.That(VideoOrientation.TryParse(default, out _), Is.False);
        }
    }
}
