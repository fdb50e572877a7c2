#nullable enable
using System;
using Earshot.Rtc.Ice;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class IceAllocationTests
    {
        [Test]
        public void AskedPerPacket_NothingIsAllocated()
        {
            IcePair pair = new IcePair().Signal();
            pair.RunUntil(() => pair.AreConnected, 5);

            AssertNoAllocation(() =>
            {
                pair.A.IsValidated(IcePair.AddressA, IcePair.AddressB);
                pair.A.TryGetSelected(out _, out _);
                pair.A.NextDeadline.IsDue(pair.Now);
                pair.A.HandleTimeout(pair.Now);
                pair.A.TryPollTransmit(out _);
                pair.A.TryPollEvent(out _);
            });
        }

        [Test]
        public void AnsweringChecks_AllocatesNothing([Values] bool lite)
        {
            IcePair pair = new IcePair(liteB: lite).Signal();
            pair.RunUntil(() => pair.AreConnected, 5);
            pair.Run(1);
            byte[] check = new ForeignAgent(pair.A.Local, pair.B.Local).WriteCheck(useCandidate: true);

            AssertNoAllocation(() =>
            {
                pair.B.TryHandleDatagram(pair.Now, IcePair.AddressB, IcePair.AddressA, check, out _);
                pair.B.TryPollTransmit(out _);
            });
        }

        [Test]
        public void AskingForConsent_AllocatesNothing([Values] bool lite)
        {
            IcePair pair = new IcePair(liteB: lite).Signal();
            pair.RunUntil(() => pair.AreConnected, 5);
            pair.Run(1);
            Instant now = pair.Now;
            var flight = new byte[512];
            int asked = 0;

            AssertNoAllocation(() =>
            {
                now = pair.A.NextDeadline.At;
                pair.A.HandleTimeout(now);
                pair.B.HandleTimeout(now);
                asked += Carry(pair.A, pair.B, IcePair.AddressA, IcePair.AddressB);
                Carry(pair.B, pair.A, IcePair.AddressB, IcePair.AddressA);
                Carry(pair.A, pair.B, IcePair.AddressA, IcePair.AddressB);
            });
            Assert.That(asked, Is.GreaterThan(10_000));
            Assert.That(pair.AreConnected, Is.True);

            int Carry(IceAgent from, IceAgent to, TransportAddress source, TransportAddress target)
            {
                int count = 0;
                for (; from.TryPollTransmit(out IceTransmit transmit); count++)
                {
                    transmit.Datagram.AsSpan().CopyTo(flight);
                    to.TryHandleDatagram(now, target, source, flight.AsSpan(0, transmit.Datagram.Count), out _);
                }

                return count;
            }
        }

        [Test]
        public void Garbage_AllocatesNothing()
        {
            IcePair pair = new IcePair(liteB: true).Signal();
            var wrong = new IceCredentials(pair.B.Local.Ufrag, "not-the-password-of-it");
            byte[] check = new ForeignAgent(pair.A.Local, wrong).WriteCheck(useCandidate: true);

            AssertNoAllocation(() =>
                pair.B.TryHandleDatagram(pair.Now, IcePair.AddressB, IcePair.AddressA, check, out _));
        }

        private static void AssertNoAllocation(Action action)
        {
            for (int i = 0; i < 1000; i++) action();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10_000; i++) action();
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.EqualTo(0));
        }
    }
}
