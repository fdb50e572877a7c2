#nullable enable
using System;
using Earshot.Rtc.Turn;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class ChannelMessageTests
    {
        [TestCase(5, false, 9)]
        [TestCase(5, true, 12)]
        [TestCase(8, true, 12)]
        public void WhatIsWritten_IsRead(int length, bool padded, int written)
        {
            var buffer = new byte[20];
            Assert.That(ChannelMessage.Write(buffer, 0x4001, new byte[length], padded), Is.EqualTo(written));
            Assert.That(ChannelMessage.TryParse(buffer.AsSpan(0, written), out int channel, out int read), Is.True);
            Assert.That(channel, Is.EqualTo(0x4001));
            Assert.That(read, Is.EqualTo(length));
            Assert.That(ChannelMessage.TryParse(buffer.AsSpan(0, 8), out _, out _), Is.EqualTo(length <= 4));
        }

        [Test]
        public void Stream_IsCutIntoItsMessages()
        {
            var stream = new byte[12 + 20 + 4];
            ChannelMessage.Write(stream, 0x4000, new byte[5], padded: true);
            Hex.Bytes("0101 0000 2112a442 000000000000000000000000").CopyTo(stream, 12);
            for (int length = 0; length < 12; length++)
                Assert.That(ChannelMessage.TryCut(stream.AsSpan(0, length), out _), Is.False, "it is not all there");
            Assert.That(ChannelMessage.TryCut(stream, out int first), Is.True);
            Assert.That(first, Is.EqualTo(12));
            Assert.That(ChannelMessage.TryCut(stream.AsSpan(12), out int second), Is.True);
            Assert.That(second, Is.EqualTo(20));
        }

        [TestCase("80000000")]
        [TestCase("48545450")]
        [TestCase("00010001")]
        [TestCase("50000004")]
        public void OtherStream_IsToldApart(string head)
        {
            bool isWhole = ChannelMessage.TryCut(Hex.Bytes(head), out int length);
            Assert.That(isWhole, Is.False);
            if (head != "48545450") Assert.That(length, Is.Negative);
        }
    }
}
