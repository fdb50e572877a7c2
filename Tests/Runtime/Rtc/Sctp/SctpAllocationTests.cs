#nullable enable
using System;
using Earshot.Rtc.Sctp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>A message costs no garbage on its way, out and in, short or cut into fragments.</summary>
    public sealed class SctpAllocationTests
    {
        private readonly byte[] _buffer = new byte[AssociationConfig.MaxPacket];

        [TestCase(80)]
        [TestCase(5000)]
        public void TenThousandMessages_AllocateNothing(int length)
        {
            var pair = new SctpPair();
            pair.Connect();
            var payload = new byte[length];
            Carry(pair, payload, 2000);

            long before = GC.GetAllocatedBytesForCurrentThread();
            int arrived = Carry(pair, payload, 10000);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.That(arrived, Is.EqualTo(10000));
            Assert.That(allocated, Is.EqualTo(0));
        }

        [Test]
        public void TenThousandMessagesWithLoss_AllocateNothing()
        {
            var pair = new SctpPair();
            pair.Connect();
            var payload = new byte[3000];
            Carry(pair, payload, 3000, dropEvery: 20);

            long before = GC.GetAllocatedBytesForCurrentThread();
            int arrived = Carry(pair, payload, 10000, dropEvery: 20);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.That(arrived, Is.InRange(9990, 10010));
            Assert.That(allocated, Is.EqualTo(0));
        }

        // By hand instead of through the pair, whose virtual link copies every packet.
        private int Carry(SctpPair pair, byte[] payload, int count, int dropEvery = int.MaxValue)
        {
            SctpAssociation left = pair.Left.Association;
            SctpAssociation right = pair.Right.Association;
            Instant now = pair.Now;
            int arrived = 0;
            int packets = 0;
            for (int i = 0; i < count; i++)
            {
                left.TrySend(now, new StreamId(1), PayloadProtocol.Binary, default, payload);
                for (bool busy = true; busy; now += TimeSpan.FromMilliseconds(1))
                {
                    busy = false;
                    while (left.TryPollTransmit(now, _buffer, out int length))
                    {
                        busy = true;
                        if (++packets % dropEvery != 0) right.HandlePacket(now, _buffer.AsSpan(0, length));
                        while (right.TryPollMessage(out _)) arrived++;
                    }

                    while (right.TryPollTransmit(now, _buffer, out int length))
                    {
                        busy = true;
                        left.HandlePacket(now, _buffer.AsSpan(0, length));
                    }

                    if (left.NextDeadline.IsDue(now)) left.HandleTimeout(now);
                    if (right.NextDeadline.IsDue(now)) right.HandleTimeout(now);
                }
            }

            return arrived;
        }
    }
}
