#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using Earshot.Io;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class ClockTests
    {
        [Test]
        public void Now_NeverGoesBack_AndTwoClocksAgree()
        {
            var one = new MonotonicClock();
            var other = new MonotonicClock();
            Instant last = one.Now;
            for (int i = 0; i < 1000; i++)
            {
                Instant now = (i % 2 == 0 ? other : one).Now;
                Assert.That(now, Is.GreaterThanOrEqualTo(last));
                last = now;
            }

            Assert.That(other.Now - one.Now, Is.LessThan(TimeSpan.FromSeconds(1)));
        }

        [Test]
        public void Ticks_FollowAnAbsoluteSchedule()
        {
            const double interval = 10;
            var ticks = new List<Instant>();
            using var enough = new ManualResetEvent(false);
            using (new Ticker(TimeSpan.FromMilliseconds(interval), now =>
            {
                ticks.Add(now);
                Thread.Sleep(4);
                if (ticks.Count == 30) enough.Set();
            }))
            {
                Assert.That(enough.WaitOne(10_000), Is.True);
            }

            double typical = ticks.Skip(1).Zip(ticks, (later, earlier) => (later - earlier).TotalMilliseconds)
                .Select(gap => Math.Abs(gap - Math.Round(gap / interval) * interval)).OrderBy(off => off).ElementAt(14);
            Assert.That(typical, Is.LessThan(3), "a gap is 10 ms or a multiple, not 10 ms and the 4 of the callback");
        }

        [Test]
        public void ASlowTick_LeavesOutTheOnesItMissed()
        {
            int count = 0;
            using var enough = new ManualResetEvent(false);
            Instant start = new MonotonicClock().Now;
            using (new Ticker(TimeSpan.FromMilliseconds(2), now =>
            {
                if (++count == 1) Thread.Sleep(100);
                if (count == 5) enough.Set();
            }))
            {
                Assert.That(enough.WaitOne(10_000), Is.True);
            }

            Assert.That(count, Is.LessThan(50), "no burst of fifty");
            Assert.That(new MonotonicClock().Now - start, Is.GreaterThan(TimeSpan.FromMilliseconds(100)));
        }

        [Test]
        public void AThrowingTick_IsReportedOnceAndTheNextComes()
        {
            int count = 0;
            int reports = 0;
            using var enough = new ManualResetEvent(false);
            using (new Ticker(
                TimeSpan.FromMilliseconds(1),
                now =>
                {
                    if (++count == 5) enough.Set();
                    throw new InvalidOperationException("this tick");
                },
                error => reports++))
            {
                Assert.That(enough.WaitOne(10_000), Is.True);
            }

            Assert.That(reports, Is.EqualTo(1));
        }

        [Test]
        public void Dispose_EndsTheTicks()
        {
            int count = 0;
            var ticker = new Ticker(TimeSpan.FromMilliseconds(1), now => Interlocked.Increment(ref count));
            Assert.That(() => Volatile.Read(ref count), Is.GreaterThan(0).After(5000, 1));
            ticker.Dispose();
            int after = count;
            Thread.Sleep(20);
            Assert.That(count, Is.EqualTo(after));
        }

        [Test]
        public void SystemRandom_FillsTheWholeSpanAndNeverTheSame()
        {
            var random = new SystemRandom();
            var one = new byte[64];
            var other = new byte[64];
            random.Fill(one);
            random.Fill(other);
            Assert.That(one, Is.Not.EqualTo(other));
            Assert.That(one.Skip(48).Any(value => value != 0), Is.True);
        }

        [Test]
        public void LocalAddresses_EndWithLoopbackAndCanBeBound()
        {
            IReadOnlyList<IPAddress> addresses = LocalAddresses.List();
            Assert.That(addresses.Last(), Is.EqualTo(IPAddress.Loopback));
            Assert.That(addresses, Is.Unique);
            Assert.That(addresses.Any(address => address.IsIPv6LinkLocal), Is.False);
            foreach (IPAddress address in addresses)
            {
                using var socket = new UdpSocket(address);
                Assert.That(socket.Local.Port, Is.Not.EqualTo(0), address.ToString());
            }
        }
    }
}
