#nullable enable
using System;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using Earshot.Video;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class LipSyncTests
    {
        private const int AudioRate = 48_000;
        private const int VideoRate = 90_000;

        private LipSync _sync = null!;

        [SetUp]
        public void Begin() => _sync = new LipSync();

        [Test]
        public void WithoutReports_NothingWaits()
        {
            _sync.HandleHeard(At(0), new RtpTime(5));
            Assert.That(_sync.WaitFor(At(0), new RtpTime(7)), Is.EqualTo(TimeSpan.Zero));
            _sync.HandleAudioClock(Clock(0, 1000, AudioRate));
            _sync.HandleHeard(At(0), new RtpTime(5));
            Assert.That(_sync.WaitFor(At(0), new RtpTime(7)), Is.EqualTo(TimeSpan.Zero));
        }

        // Both streams' timestamps begin anywhere and roll over; the reports came at different moments.
        [Test]
        public void Picture_WaitsForItsSound([Values(0u, 1u, 0x7FFFFFFFu, 0xFFFFFFFFu)] uint start)
        {
            _sync.HandleAudioClock(Clock(10_000, start, AudioRate));
            _sync.HandleVideoClock(Clock(12_000, start, VideoRate));
            // Heard at 1,000 ms of ours: what was taken at 10,500 of theirs.
            _sync.HandleHeard(At(1000), new RtpTime(start) + AudioRate / 2);
            var taken = new RtpTime(unchecked(start - VideoRate * 14 / 10));
            // A picture of 10,600 is due 100 ms after that sound: at 1,100.
            Assert.That(Wait(1000, taken), Is.EqualTo(100).Within(0.1));
            Assert.That(Wait(1060, taken), Is.EqualTo(40).Within(0.1));
            Assert.That(Wait(1100, taken), Is.EqualTo(0).Within(0.1));
            Assert.That(_sync.Lag.TotalMilliseconds, Is.EqualTo(0).Within(0.1));
            Assert.That(Wait(1150, taken), Is.Zero);
            Assert.That(_sync.Lag.TotalMilliseconds, Is.EqualTo(50).Within(0.1));
        }

        [TestCase(600)]
        [TestCase(-1100)]
        [TestCase(3_600_000)]
        [TestCase(-3_600_000)]
        public void ClocksThatLieFarApart_AreNotBelieved(int aheadMilliseconds)
        {
            _sync.HandleAudioClock(Clock(5_000_000, 0, AudioRate));
            _sync.HandleVideoClock(Clock(5_000_000 + aheadMilliseconds, 0, VideoRate));
            _sync.HandleHeard(At(0), new RtpTime(0));
            Assert.That(Wait(0, new RtpTime(0)), Is.Zero);
            Assert.That(_sync.Lag, Is.EqualTo(TimeSpan.Zero));
        }

        private double Wait(int now, RtpTime time) => _sync.WaitFor(At(now), time).TotalMilliseconds;

        private static Instant At(int milliseconds) => Instant.FromMilliseconds(milliseconds);

        private static SenderClock Clock(int milliseconds, uint time, int rate) =>
            new SenderClock(NtpTime.From(At(milliseconds)), new RtpTime(time), rate);
    }
}
