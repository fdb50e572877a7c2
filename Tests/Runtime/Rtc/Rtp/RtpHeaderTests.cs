#nullable enable
using System;
using Earshot.Rtc.Rtp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class RtpHeaderTests
    {
        private static readonly byte[] Plain =
        {
            0x80, 0xEF, 0xF1, 0x7B, 0x80, 0x41, 0xF8, 0xD3, 0x55, 0x01, 0xA0, 0xB2, 1, 2, 3,
        };

        [Test]
        public void FixedHeader_IsRead()
        {
            Assert.That(RtpHeader.TryParse(Plain, out RtpHeader header));
            Assert.That(header.PayloadType, Is.EqualTo(new PayloadType(111)));
            Assert.That(header.Marker, Is.True);
            Assert.That(header.WireSeq, Is.EqualTo(0xF17B));
            Assert.That(header.Time, Is.EqualTo(new RtpTime(0x8041F8D3)));
            Assert.That(header.Ssrc, Is.EqualTo(new Ssrc(0x5501A0B2)));
            Assert.That(header.HeaderLength, Is.EqualTo(12));
            Assert.That(header.TryGetPayloadLength(Plain, out int length));
            Assert.That(length, Is.EqualTo(3));
            Assert.That(header.TryGetExtension(Plain, 1, out _), Is.False);
        }

        [Test]
        public void WrittenHeader_ReadsBackTheSame(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start, [Values] bool marker)
        {
            var header = new RtpHeader(
                new PayloadType(96), marker, (ushort)start, new RtpTime(uint.MaxValue), new Ssrc(0x80000001));
            var packet = new byte[12];
            Assert.That(header.WriteTo(packet), Is.EqualTo(12));
            Assert.That(RtpHeader.TryParse(packet, out RtpHeader read));
            Assert.That(read, Is.EqualTo(header));
        }

        [Test]
        public void Csrcs_AreSkipped()
        {
            var packet = new byte[12 + 8 + 1];
            packet[0] = 0x82;
            Assert.That(RtpHeader.TryParse(packet, out RtpHeader header));
            Assert.That(header.CsrcCount, Is.EqualTo(2));
            Assert.That(header.HeaderLength, Is.EqualTo(20));
        }

        [Test]
        public void OneByteExtension_IsFoundPastPaddingAndEndsAtIdFifteen()
        {
            byte[] packet = WithExtension(0xBEDE, 0x10, 0xAA, 0, 0, 0x31, 0xBB, 0xCC, 0xF0, 0x20, 0xDD, 0, 0);
            Assert.That(RtpHeader.TryParse(packet, out RtpHeader header));
            Assert.That(header.HeaderLength, Is.EqualTo(28));
            AssertExtension(header, packet, 1, 0xAA);
            AssertExtension(header, packet, 3, 0xBB, 0xCC);
            Assert.That(header.TryGetExtension(packet, 2, out _), Is.False, "it stands behind id 15");
            Assert.That(header.TryGetExtension(packet, 0, out _), Is.False, "0 is padding");
            Assert.That(header.TryGetExtension(packet, 15, out _), Is.False, "15 is reserved");
        }

        [Test]
        public void TwoByteExtension_IsFoundWhateverItsApplicationBits([Values(0x1000, 0x100F)] int profile)
        {
            byte[] packet = WithExtension(profile, 16, 0, 0, 200, 3, 1, 2, 3);
            Assert.That(RtpHeader.TryParse(packet, out RtpHeader header));
            AssertExtension(header, packet, 16);
            AssertExtension(header, packet, 200, 1, 2, 3);
        }

        [Test]
        public void ElementLongerThanItsBlock_IsNotFound()
        {
            byte[] packet = WithExtension(0xBEDE, 0x1F, 1, 2, 3);
            Assert.That(RtpHeader.TryParse(packet, out RtpHeader header));
            Assert.That(header.TryGetExtension(packet, 1, out _), Is.False);
        }

        [Test]
        public void ForeignExtension_IsSkippedWhole()
        {
            byte[] packet = WithExtension(0xABAC, 0x10, 1, 2, 3);
            Assert.That(RtpHeader.TryParse(packet, out RtpHeader header));
            Assert.That(header.HeaderLength, Is.EqualTo(20));
            Assert.That(header.TryGetExtension(packet, 1, out _), Is.False);
        }

        [TestCase(1, 2, ExpectedResult = 2)]
        [TestCase(3, 3, ExpectedResult = 0)]
        [TestCase(4, 3, ExpectedResult = -1, Description = "reaches into the header")]
        [TestCase(0, 3, ExpectedResult = -1, Description = "counts at least itself")]
        public int Padding_IsCountedByTheLastByte(int count, int payload)
        {
            var packet = new byte[12 + (payload == 2 ? 3 : payload)];
            packet[0] = 0xA0;
            packet[packet.Length - 1] = (byte)count;
            Assert.That(RtpHeader.TryParse(packet, out RtpHeader header));
            return header.TryGetPayloadLength(packet, out int length) ? length : -1;
        }

        [Test]
        public void OtherVersions_AreRefused([Values(0x00, 0x40, 0xC0)] int first)
        {
            var packet = (byte[])Plain.Clone();
            packet[0] = (byte)first;
            Assert.That(RtpHeader.TryParse(packet, out _), Is.False);
        }

        [Test]
        public void ExtensionBeyondThePacket_IsRefused()
        {
            byte[] packet = WithExtension(0xBEDE, 0x10, 1, 0, 0);
            packet[15] = 2;
            Assert.That(RtpHeader.TryParse(packet, out _), Is.False);
        }

        [Test]
        public void HostileBytes_AreReadOrRefusedButNeverThrow()
        {
            foreach (byte[] seed in new[] { Plain, WithExtension(0xBEDE, 0x10, 0xAA, 0x31, 0xBB, 0xCC, 0, 0, 0) })
            {
                HostileSweep.Run(seed, bytes =>
                {
                    if (!RtpHeader.TryParse(bytes, out RtpHeader header)) return;
                    Assert.That(header.HeaderLength, Is.LessThanOrEqualTo(bytes.Length));
                    for (int id = 0; id < 256; id++) header.TryGetExtension(bytes, id, out _);
                    header.TryGetPayloadLength(bytes, out _);
                });
            }
        }

        private static byte[] WithExtension(int profile, params byte[] block)
        {
            var packet = new byte[16 + block.Length];
            packet[0] = 0x90;
            packet[12] = (byte)(profile >> 8);
            packet[13] = (byte)profile;
            packet[15] = (byte)(block.Length / 4);
            block.CopyTo(packet, 16);
            return packet;
        }

        private static void AssertExtension(RtpHeader header, byte[] packet, int id, params byte[] expected)
        {
            Assert.That(header.TryGetExtension(packet, id, out ReadOnlySpan<byte> value), $"id {id}");
            Assert.That(value.ToArray(), Is.EqualTo(expected));
        }
    }
}
