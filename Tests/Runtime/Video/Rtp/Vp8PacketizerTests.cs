#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Rtp;
using Earshot.Video.Rtp;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class Vp8PacketizerTests
    {
        private const int Room = Vp8Packetizer.DefaultMaxPayload - Vp8Descriptor.WrittenLength;

        [TestCase(1, 1)]
        [TestCase(Room, 1)]
        [TestCase(Room + 1, 2)]
        [TestCase(10 * Room, 10)]
        [TestCase(10 * Room + 1, 11)]
        public void Payloads_AreOfOneSizeAndHoldTheFrame(int length, int count)
        {
            var frame = new byte[length];
            new Random(3).NextBytes(frame);
            var packetizer = new Vp8Packetizer(new SeededRandom(1));
            packetizer.HandleFrame(frame);
            var held = new List<byte>();
            int least = int.MaxValue, most = 0, polled = 0;
            while (packetizer.TryPollPayload(out ReadOnlySpan<byte> payload, out bool isLast))
            {
                Assert.That(Vp8Descriptor.TryParse(payload, out Vp8Descriptor descriptor), Is.True);
                Assert.That(descriptor.BeginsFrame, Is.EqualTo(polled == 0));
                Assert.That(isLast, Is.EqualTo(++polled == count));
                Assert.That(payload.Length, Is.LessThanOrEqualTo(Vp8Packetizer.DefaultMaxPayload));
                (least, most) = (Math.Min(least, payload.Length), Math.Max(most, payload.Length));
                held.AddRange(payload.Slice(descriptor.Length).ToArray());
            }

            Assert.That(held.ToArray(), Is.EqualTo(frame));
            Assert.That(most - least, Is.LessThanOrEqualTo(1));
        }

        [Test]
        public void Pictures_AreCountedOverTheEndOf15Bits()
        {
            var packetizer = new Vp8Packetizer(new SeededRandom(1));
            int last = -1, lastBase = -1;
            for (int i = 0; i < Vp8Descriptor.PictureIds + 10; i++)
            {
                packetizer.HandleFrame(new byte[] { 1 });
                packetizer.TryPollPayload(out ReadOnlySpan<byte> payload, out _);
                Vp8Descriptor.TryParse(payload, out Vp8Descriptor descriptor);
                int picture = descriptor.PictureIdOf(payload);
                int baseLayer = descriptor.BaseLayerOf(payload);
                if (last >= 0) Assert.That(picture, Is.EqualTo((last + 1) % Vp8Descriptor.PictureIds));
                if (last >= 0) Assert.That(baseLayer, Is.EqualTo(lastBase + 1 & 0xFF));
                (last, lastBase) = (picture, baseLayer);
            }
        }

        [Test]
        public void NothingIsAllocatedAPacket()
        {
            var packetizer = new Vp8Packetizer(new SeededRandom(1));
            var frame = new byte[5000];
            Assert.That(Allocation.Of(1000, () =>
            {
                packetizer.HandleFrame(frame);
                while (packetizer.TryPollPayload(out _, out _))
                {
                }
            }), Is.Zero);
        }

        [Test]
        public void FrameWithoutBytes_IsTheCallersMistake()
        {
            var packetizer = new Vp8Packetizer(new SeededRandom(1));
            Assert.Throws<ArgumentException>(() => packetizer.HandleFrame(default));
            Assert.Throws<ArgumentOutOfRangeException>(() => _ = new Vp8Packetizer(new SeededRandom(1), 6));
        }
    }
}
