#nullable enable
using System;
using Earshot.Rooms;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class RoomClockTests
    {
        [Test]
        public void BeforeTheRoomHasTold_ItIsZero()
        {
            Assert.That(new RoomClock().At(Instant.FromMilliseconds(5000)), Is.Zero);
        }

        [Test]
        public void RoomIsTakenToHaveAnsweredInTheMiddle()
        {
            var clock = new RoomClock();
            clock.Add(Instant.FromMilliseconds(1000), Instant.FromMilliseconds(1040), 7.5);
            Assert.That(clock.At(Instant.FromMilliseconds(1020)), Is.EqualTo(7.5).Within(1e-6));
            Assert.That(clock.At(Instant.FromMilliseconds(3020)), Is.EqualTo(9.5).Within(1e-6));
        }

        [Test]
        public void ExchangeWithTheShortestRoundTrip_IsBelieved()
        {
            var clock = new RoomClock();
            clock.Add(Instant.FromMilliseconds(0), Instant.FromMilliseconds(10), 1.005);
            clock.Add(Instant.FromMilliseconds(100), Instant.FromMilliseconds(500), 1.9);
            Assert.That(clock.At(Instant.FromMilliseconds(1000)), Is.EqualTo(2.0).Within(1e-6));
            Assert.That(clock.RoundTrip, Is.EqualTo(TimeSpan.FromMilliseconds(10)));
        }

        [Test]
        public void OldExchange_IsForgottenInTheEnd()
        {
            var clock = new RoomClock();
            clock.Add(Instant.FromMilliseconds(0), Instant.FromMilliseconds(2), 100);
            for (int i = 1; i <= 16; i++)
                clock.Add(Instant.FromMilliseconds(i * 1000), Instant.FromMilliseconds(i * 1000 + 20), i + 0.01);
            Assert.That(clock.At(Instant.FromMilliseconds(20_000)), Is.EqualTo(20).Within(1e-6));
        }
    }
}
