#nullable enable
using System;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class PacerTests
    {
        private static readonly Instant Start = Instant.FromMilliseconds(1000);

        [Test]
        public void WithoutRate_NothingIsHeldBack()
        {
            var pacer = new Pacer();
            for (int i = 0; i < 1000; i++)
            {
                Assert.That(pacer.MaySend(Start));
                pacer.HandleSent(Start, 1200);
            }
        }

        [Test]
        public void Bursts_AreFiveMillisecondsLong([Values(500_000, 5_000_000, 50_000_000)] int bitrate)
        {
            var pacer = new Pacer { Bitrate = bitrate };
            pacer.HandleIdle(Start);
            int burst = Burst(pacer, Start);
            double milliseconds = burst * 1200 * 8 * 1000.0 / bitrate;
            Assert.That(milliseconds, Is.GreaterThan(5).And.LessThan(5 + 1200 * 8 * 1000.0 / bitrate + 0.001));
            Assert.That((pacer.NextAt - Start).TotalMilliseconds, Is.EqualTo(milliseconds).Within(0.01));
        }

        [Test]
        public void Rate_IsKeptEvenWhereItsDriverWakesLate([Values(0, 1, 4, 9)] int lateMilliseconds)
        {
            var pacer = new Pacer { Bitrate = 5_000_000 };
            Instant now = Start;
            pacer.HandleIdle(now);
            long bytes = 0;
            while (now - Start < TimeSpan.FromSeconds(10))
            {
                bytes += 1200 * Burst(pacer, now);
                now = pacer.NextAt + TimeSpan.FromMilliseconds(lateMilliseconds);
            }

            Assert.That(bytes * 8 / 10, Is.InRange(4_900_000, 5_100_000));
        }

        [Test]
        public void AfterSilence_NothingIsMadeUpFor()
        {
            var pacer = new Pacer { Bitrate = 1_000_000 };
            pacer.HandleIdle(Start);
            Burst(pacer, Start);
            Instant later = Start + TimeSpan.FromSeconds(3);
            pacer.HandleIdle(later);
            Assert.That(Burst(pacer, later), Is.EqualTo(1));
        }

        [Test]
        public void Probe_IsOnePacketAfterTheOther()
        {
            var pacer = new Pacer { Bitrate = 9_600_000, IsProbing = true };
            pacer.HandleIdle(Start);
            Assert.That(Burst(pacer, Start), Is.EqualTo(1));
            Assert.That(pacer.NextAt - Start, Is.EqualTo(TimeSpan.FromMilliseconds(1)));
        }

        private static int Burst(Pacer pacer, Instant now)
        {
            int count = 0;
            for (; pacer.MaySend(now); count++) pacer.HandleSent(now, 1200);
            return count;
        }
    }
}
