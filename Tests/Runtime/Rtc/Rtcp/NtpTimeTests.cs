#nullable enable
using System;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class NtpTimeTests
    {
        [TestCase(0, 0UL)]
        [TestCase(1_000_000, 1UL << 32)]
        [TestCase(1_500_000, 3UL << 31)]
        [TestCase(86_400_250_000, (86_400UL << 32) + (1UL << 30))]
        public void Instant_BecomesSecondsAndFraction(long microseconds, ulong expected) =>
            Assert.That(NtpTime.From(new Instant(microseconds)).Value, Is.EqualTo(expected));

        [Test]
        public void TimeOfDay_CountsFrom1900()
        {
            var half = new DateTime(1970, 1, 1, 0, 0, 0, 500, DateTimeKind.Utc);
            Assert.That(NtpTime.From(half).Value, Is.EqualTo((2_208_988_800UL << 32) + (1UL << 31)));
        }

        [Test]
        public void Compact_IsTheMiddleOfTheTime() =>
            Assert.That(new NtpTime(0x0123456789ABCDEF).Compact, Is.EqualTo(0x456789AB));

        [Test]
        public void CompactDuration_ReadsBackWithinSixteenMicroseconds(
            [Values(0, 1, 20, 1500, 3_600_000)] int milliseconds)
        {
            TimeSpan duration = TimeSpan.FromMilliseconds(milliseconds);
            TimeSpan read = NtpTime.FromCompact(NtpTime.ToCompact(duration));
            Assert.That((duration - read).Ticks, Is.InRange(0, 160));
        }

        [Test]
        public void DurationThatDoesNotFit_IsClamped()
        {
            Assert.That(NtpTime.ToCompact(TimeSpan.FromSeconds(-1)), Is.Zero);
            Assert.That(NtpTime.ToCompact(TimeSpan.FromDays(1)), Is.EqualTo(uint.MaxValue));
        }
    }
}
