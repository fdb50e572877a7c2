#nullable enable
using System;
using System.Text;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class HeaderExtensionWriterTests
    {
        private static readonly byte[] Mid = Encoding.ASCII.GetBytes("audio0");

        [Test]
        public void Elements_ReadBackTheSame([Values] bool twoByte)
        {
            byte[] packet = CreatePacket(64);
            var writer = new HeaderExtensionWriter(packet, RtpHeader.FixedLength, twoByte);
            Assert.That(writer.TryWrite(4, Mid));
            Assert.That(writer.TryWrite(1, new byte[] { 0xFF }));
            int headerLength = writer.Finish();

            Assert.That(RtpHeader.TryParse(packet, out RtpHeader header));
            Assert.That(header.HeaderLength, Is.EqualTo(headerLength));
            Assert.That(header.TryGetExtension(packet, 4, out ReadOnlySpan<byte> mid));
            Assert.That(mid.ToArray(), Is.EqualTo(Mid));
            Assert.That(header.TryGetExtension(packet, 1, out ReadOnlySpan<byte> level));
            Assert.That(level.ToArray(), Is.EqualTo(new byte[] { 0xFF }));
        }

        [Test]
        public void NothingWritten_LeavesThePlainHeader()
        {
            byte[] packet = CreatePacket(16);
            var before = (byte[])packet.Clone();
            var writer = new HeaderExtensionWriter(packet, RtpHeader.FixedLength);
            Assert.That(writer.Finish(), Is.EqualTo(12));
            Assert.That(packet, Is.EqualTo(before));
        }

        [TestCase(false, 0, 1)]
        [TestCase(false, 15, 1)]
        [TestCase(false, 1, 0)]
        [TestCase(false, 1, 17)]
        [TestCase(true, 0, 1)]
        [TestCase(true, 256, 1)]
        [TestCase(true, 1, 256)]
        public void WhatTheFormCannotCarry_IsRefused(bool twoByte, int id, int length)
        {
            var writer = new HeaderExtensionWriter(CreatePacket(400), RtpHeader.FixedLength, twoByte);
            Assert.That(writer.TryWrite(id, new byte[length]), Is.False);
            Assert.That(writer.Finish(), Is.EqualTo(12));
        }

        [Test]
        public void ElementWithoutRoomForItsPadding_IsRefusedAndTheRestStands()
        {
            byte[] packet = CreatePacket(12 + 4 + 4 + 3);
            var writer = new HeaderExtensionWriter(packet, RtpHeader.FixedLength);
            Assert.That(writer.TryWrite(1, new byte[] { 1, 2, 3 }));
            Assert.That(writer.TryWrite(2, new byte[] { 1 }), Is.False);
            Assert.That(writer.Finish(), Is.EqualTo(20));
            Assert.That(RtpHeader.TryParse(packet, out RtpHeader header));
            Assert.That(header.TryGetExtension(packet, 1, out _));
            Assert.That(header.TryGetExtension(packet, 2, out _), Is.False);
        }

        [Test]
        public void AudioLevel_ReadsBackTheSameAndIsClamped()
        {
            var value = new byte[1];
            new AudioLevel(true, 200).WriteTo(value);
            Assert.That(value[0], Is.EqualTo(0xFF));
            new AudioLevel(false, 30).WriteTo(value);
            Assert.That(AudioLevel.TryParse(value, out AudioLevel level));
            Assert.That(level.IsVoice, Is.False);
            Assert.That(level.Attenuation, Is.EqualTo(30));
            Assert.That(AudioLevel.TryParse(default, out _), Is.False);
        }

        private static byte[] CreatePacket(int length)
        {
            var packet = new byte[length];
            new RtpHeader(new PayloadType(111), false, 1, new RtpTime(2), new Ssrc(3)).WriteTo(packet);
            return packet;
        }
    }
}
