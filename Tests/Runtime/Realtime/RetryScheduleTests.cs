#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Realtime;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class RetryScheduleTests
    {
        [Test]
        public void Pull_WaitsFromAQuarterOfASecondToFourAndGivesUp()
        {
            var waits = new List<double>();
            for (int failures = 1; RetrySchedule.Pull.TryGetDelay(failures, out TimeSpan delay); failures++)
                waits.Add(delay.TotalMilliseconds);
            Assert.That(waits, Is.EqualTo(new[] { 250.0, 500, 1000, 2000, 4000, 4000, 4000 }));
        }

        [Test]
        public void Reconnect_NeverGivesUpNorWaitsLongerThanTenSeconds(
            [Values(1, 2, 10, 100, int.MaxValue)] int failures)
        {
            Assert.That(RetrySchedule.Reconnect.TryGetDelay(failures, out TimeSpan delay));
            Assert.That(delay.TotalMilliseconds, Is.InRange(250, 10_000));
        }
    }
}
