#nullable enable
using System;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class RedPayloadTests
    {
        // Two of Opus (111), 1920 and 960 ticks back, of two bytes and one, and a packet of three.
        private static readonly byte[] Three = Hex.Bytes("EF1E0002 EF0F0001 6F 0102 03 040506");

        [Test]
        public void Blocks_AreReadOldestFirst()
        {
            Assert.That(RedPayload.TryParse(Three, out RedPayload red));
            Assert.That(red.Count, Is.EqualTo(3));
            AssertIs(red[0], 1920, "0102");
            AssertIs(red[1], 960, "03");
            AssertIs(red[2], 0, "040506");
        }

        [Test]
        public void WhatIsWritten_IsRead()
        {
            var payload = new byte[RedPayload.RepeatedHeaderLength + RedPayload.OwnHeaderLength + 1023 + 1];
            int length = RedPayload.WriteRepeatedHeader(
                payload, new PayloadType(111), RedPayload.FurthestBack, RedPayload.LongestRepeated);
            RedPayload.WriteOwnHeader(payload.AsSpan(length), new PayloadType(111));
            Assert.That(RedPayload.TryParse(payload, out RedPayload red));
            Assert.That(red[0].TicksBack, Is.EqualTo(16383));
            Assert.That(red[0].Length, Is.EqualTo(1023));
            Assert.That(red[1].Length, Is.EqualTo(1));
        }

        [Test]
        public void WhatIsNotWhole_IsRefused()
        {
            for (int length = 0; length < Three.Length - 3; length++)
                Assert.That(RedPayload.TryParse(Three.AsSpan(0, length), out _), Is.False, $"{length} bytes");
            var endless = new byte[1000];
            Array.Fill(endless, (byte)0x80);
            Assert.That(RedPayload.TryParse(endless, out _), Is.False);
        }

        [Test]
        public void AnyBits_AreReadWithinTheirBounds()
        {
            for (int bit = 0; bit < Three.Length * 8; bit++)
            {
                byte[] flipped = (byte[])Three.Clone();
                flipped[bit / 8] ^= (byte)(1 << bit % 8);
                if (!RedPayload.TryParse(flipped, out RedPayload red)) continue;
                for (int i = 0; i < red.Count; i++)
                    Assert.That(red[i].Start + red[i].Length, Is.LessThanOrEqualTo(flipped.Length));
            }
        }

        private static void AssertIs(in RedBlock block, int ticksBack, string bytes)
        {
            Assert.That(block.PayloadType, Is.EqualTo(new PayloadType(111)));
            Assert.That(block.TicksBack, Is.EqualTo(ticksBack));
            Assert.That(Three.AsSpan(block.Start, block.Length).ToArray(), Is.EqualTo(Hex.Bytes(bytes)));
        }
    }
}
