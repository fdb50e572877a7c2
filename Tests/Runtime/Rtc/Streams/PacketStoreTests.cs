#nullable enable
using System;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class PacketStoreTests
    {
        private static readonly Instant Start = Instant.FromMilliseconds(1000);

        private PacketStore _store = null!;
        private Instant _now;

        [SetUp]
        public void Begin()
        {
            _store = new PacketStore();
            _now = Start;
        }

        [Test]
        public void Packets_AreFoundByNumber([Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            var store = new PacketStore();
            for (int i = 0; i < 300; i++) Add(store, start + i, Payload(start + i, i % 90));
            for (int i = 0; i < 300; i++) AssertHas(store, start + i, Payload(start + i, i % 90));
            Assert.That(store.TryFind(new SeqNo(start + 300), out _), Is.False);
            Assert.That(store.TryFind(new SeqNo(start - 1), out _), Is.False);
            Assert.That(store.TryFind(new SeqNo(start + 65536), out _), Is.False, "it is of another cycle");
        }

        [Test]
        public void ForwardedNumbers_MayHaveGapsAndComeOutOfOrder()
        {
            int[] numbers = { 10, 13, 12, 500, 11, 501, 9000, 502 };
            foreach (int number in numbers) Add(_store, number, Payload(number, 50));
            foreach (int number in numbers) AssertHas(_store, number, Payload(number, 50));
        }

        [Test]
        public void WhatWaits_IsKeptThoughANumberFarAheadTakesItsPlaceByNumber()
        {
            for (int i = 0; i < 20; i++)
            {
                var packet = new StoredPacket { Seq = new SeqNo(i * 32), SentAt = _now };
                Assert.That(_store.TryAdd(_now, packet, Payload(i, 50), out long id));
                Assert.That(id, Is.EqualTo(i));
            }

            for (int i = 0; i < 20; i++)
            {
                Assert.That(_store.Has(i));
                Assert.That(_store.At(i).Seq, Is.EqualTo(new SeqNo(i * 32)));
                Assert.That(_store.PayloadAt(i).SequenceEqual(Payload(i, 50)));
            }
        }

        [Test]
        public void AfterASecond_APacketIsForgotten()
        {
            Add(_store, 1, Payload(1, 50));
            _now += TimeSpan.FromMilliseconds(900);
            Add(_store, 2, Payload(2, 50));
            AssertHas(_store, 1, Payload(1, 50));
            _now += TimeSpan.FromMilliseconds(200);
            Add(_store, 3, Payload(3, 50));
            Assert.That(_store.TryFind(new SeqNo(1), out _), Is.False);
            AssertHas(_store, 2, Payload(2, 50));
        }

        [Test]
        public void WhatWaits_IsNeverForgotten()
        {
            int count = 0;
            while (TryQueue(count)) count++;
            Assert.That(count, Is.InRange(PacketStore.MaxBytes / 1200 - 2, PacketStore.MaxBytes / 1200));
            _now += TimeSpan.FromSeconds(5);
            Assert.That(TryQueue(count), Is.False);
            Assert.That(_store.TryFind(new SeqNo(0), out long first));
            Assert.That(_store.TryFind(new SeqNo(1), out long second));

            _store.At(first).TimesSent = 1;
            _store.At(second).TimesSent = 1;
            Assert.That(TryQueue(count));
            Assert.That(_store.TryFind(new SeqNo(0), out _), Is.False);
            Assert.That(_store.TryFind(new SeqNo(2), out _));
        }

        [Test]
        public void BoundsHold_WhateverTheSizes([Values(1, 2, 3)] int seed)
        {
            var random = new Random(seed);
            var lengths = new int[6000];
            for (int number = 0; number < lengths.Length; number++)
            {
                lengths[number] = random.Next(0, 1400);
                Add(_store, number, Payload(number, lengths[number]));
                Assert.That(_store.Count, Is.LessThanOrEqualTo(PacketStore.MaxPackets));
                int past = number - random.Next(0, _store.Count);
                Assert.That(_store.TryFind(new SeqNo(past), out long id), $"number {past} at {number}");
                Assert.That(_store.PayloadAt(id).SequenceEqual(Payload(past, lengths[past])));
                _now += TimeSpan.FromTicks(random.Next(0, 20_000));
            }
        }

        [Test]
        public void TenThousandPackets_AllocateNothing()
        {
            byte[] payload = new byte[1100];
            for (int i = 0; i < 3000; i++) Keep(i);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 3000; i < 13_000; i++) Keep(i);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.EqualTo(0));

            void Keep(int number)
            {
                _now += TimeSpan.FromMilliseconds(1);
                var packet = new StoredPacket { Seq = new SeqNo(number), SentAt = _now, TimesSent = 1 };
                _store.TryAdd(_now, packet, payload, out _);
            }
        }

        private static byte[] Payload(int number, int length)
        {
            var payload = new byte[length];
            for (int i = 0; i < length; i++) payload[i] = (byte)(number >> i % 3 * 8);
            return payload;
        }

        private bool TryQueue(int number)
        {
            var packet = new StoredPacket { Seq = new SeqNo(number), SentAt = _now };
            return _store.TryAdd(_now, packet, new byte[1200], out _);
        }

        private void Add(PacketStore store, int number, byte[] payload)
        {
            var packet = new StoredPacket { Seq = new SeqNo(number), SentAt = _now, TimesSent = 1 };
            Assert.That(store.TryAdd(_now, packet, payload, out _));
        }

        private static void AssertHas(PacketStore store, int number, byte[] payload)
        {
            Assert.That(store.TryFind(new SeqNo(number), out long id), $"number {number}");
            Assert.That(store.PayloadAt(id).SequenceEqual(payload));
        }
    }
}
