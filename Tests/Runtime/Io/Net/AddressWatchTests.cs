#nullable enable
using System;
using System.Collections.Generic;
using System.Net;
using Earshot.Io;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class AddressWatchTests
    {
        private static readonly IPAddress Home = IPAddress.Parse("192.0.2.7");
        private static readonly IPAddress Away = IPAddress.Parse("198.51.100.7");
        private static readonly IPAddress AwayV6 = IPAddress.Parse("2001:db8::7");

        private List<IPAddress> _routes = new List<IPAddress> { Home };

        [Test]
        public void WhileRoutesStay_OneLookInThirtyLists()
        {
            var watch = new AddressWatch(() => new List<IPAddress>(_routes));
            for (int look = 1; look <= 90; look++)
                Assert.That(watch.IsListDue(), Is.EqualTo(look % 30 == 0), $"look {look}");
        }

        [Test]
        public void AnotherRoute_ListsAtOnceAndOnce()
        {
            var watch = new AddressWatch(() => new List<IPAddress>(_routes));
            foreach (IPAddress[] next in new[]
            {
                new[] { Away },
                new[] { Away, AwayV6 },
                new[] { AwayV6 },
                Array.Empty<IPAddress>(),
                new[] { Home },
            })
            {
                _routes = new List<IPAddress>(next);
                Assert.That(watch.IsListDue(), Is.True);
                Assert.That(watch.IsListDue(), Is.False);
            }
        }

        [Test]
        public void ALookAtThisMachinesRoutes_IsLittleGarbage()
        {
            var watch = new AddressWatch(LocalAddresses.ListDefaultRoutes);
            watch.IsListDue();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10; i++) watch.IsListDue();
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(10 * 4_000));
        }
    }
}
