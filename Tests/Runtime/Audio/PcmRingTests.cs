#nullable enable
using System;
using System.Threading;
using Earshot.Audio;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class PcmRingTests
    {
        [Test]
        public void Capacity_IsTheNextPowerOfTwo()
        {
            Assert.That(new PcmRing(1000).Capacity, Is.EqualTo(1024));
            Assert.That(new PcmRing(1024).Capacity, Is.EqualTo(1024));
            Assert.That(() => new PcmRing(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        }

        [Test]
        public void WhatIsWritten_IsReadInOrderAcrossTheEnd()
        {
            var ring = new PcmRing(8);
            float next = 0, expected = 0;
            var piece = new float[5];
            for (int round = 0; round < 100; round++)
            {
                for (int i = 0; i < piece.Length; i++) piece[i] = next++;
                Assert.That(ring.Write(piece), Is.EqualTo(5));
                Assert.That(ring.Count, Is.EqualTo(5));
                Assert.That(ring.Read(piece), Is.EqualTo(5));
                foreach (float sample in piece) Assert.That(sample, Is.EqualTo(expected++));
            }
        }

        [Test]
        public void FullRing_TakesWhatFits_EmptyRingGivesWhatIsThere()
        {
            var ring = new PcmRing(8);
            Assert.That(ring.Write(new float[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }), Is.EqualTo(8));
            Assert.That(ring.Write(new float[] { 11 }), Is.EqualTo(0));
            Assert.That(ring.Discard(3), Is.EqualTo(3));

            var read = new float[10];
            Assert.That(ring.Read(read), Is.EqualTo(5));
            Assert.That(read, Is.EqualTo(new float[] { 4, 5, 6, 7, 8, 0, 0, 0, 0, 0 }));
            Assert.That(ring.Discard(1), Is.EqualTo(0));
        }

        [Test]
        public void TwoThreads_LoseAndInventNothing()
        {
            const int Samples = 1 << 20;
            var ring = new PcmRing(256);
            var writer = new Thread(() => WriteAll(ring, Samples));
            writer.Start();
            var piece = new float[100];
            int wrong = 0;
            for (int read = 0; read < Samples;)
            {
                int count = ring.Read(piece);
                for (int i = 0; i < count; i++) wrong += piece[i] == read++ ? 0 : 1;
                if (count == 0) Thread.Yield();
            }
            writer.Join();
            Assert.That(wrong, Is.Zero);
            Assert.That(ring.Count, Is.Zero);
        }

        private static void WriteAll(PcmRing ring, int samples)
        {
            var piece = new float[77];
            for (int next = 0; next < samples;)
            {
                int count = Math.Min(piece.Length, samples - next);
                for (int i = 0; i < count; i++) piece[i] = next + i;
                int written = ring.Write(piece.AsSpan(0, count));
                next += written;
                if (written == 0) Thread.Yield();
            }
        }
    }
}
