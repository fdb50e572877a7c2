#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What receivers ask of senders: retransmission, key frames, less.</summary>
    public sealed class RtcpFeedbackTests
    {
        private static readonly Ssrc Us = new Ssrc(0x11111111);
        private static readonly Ssrc Them = new Ssrc(0x22222222);

        [Test]
        public void Nack_ReadsBackTheSame(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start,
            [Values(new[] { 0 }, new[] { 0, 1, 16 }, new[] { 0, 17, 18, 40 }, new[] { 0, 2, 16, 33, 1000 })] int[] gaps)
        {
            var lost = new ushort[gaps.Length];
            for (int i = 0; i < gaps.Length; i++) lost[i] = (ushort)(start + gaps[i]);
            Assert.That(ReadNack(WriteNack(lost)), Is.EqualTo(lost));
        }

        [Test]
        public void Nack_IsWrittenAsRfc4585Says()
        {
            byte[] nack = WriteNack(new ushort[] { 0xFFFE, 0xFFFF, 14, 15 });
            Assert.That(Hex.Text(nack), Is.EqualTo("81cd0004" + "11111111" + "22222222" + "fffe8001" + "000f0000"));
        }

        [Test]
        public void NackWithoutPackets_IsTheCallersMistake() =>
            Assert.Throws<ArgumentException>(
                () => new RtcpWriter(new byte[100]).TryWriteGenericNack(Us, Them, default));

        [Test]
        public void Remb_ReadsBackTheSame(
            [Values(0L, 1L, 262143L, 262144L, 2_500_000L, 1_000_000_000_000L, long.MaxValue)] long bitrate)
        {
            var buffer = new byte[100];
            var writer = new RtcpWriter(buffer);
            Assert.That(writer.TryWriteReceiverEstimatedMaxBitrate(Us, bitrate, new[] { Them, Us }));
            RtcpPacket packet = ReadOne(buffer.AsSpan(0, writer.Length));
            Assert.That(ReceiverEstimatedMaxBitrate.TryParse(packet, out ReceiverEstimatedMaxBitrate estimate));
            Assert.That(estimate.Sender, Is.EqualTo(Us));
            Assert.That(estimate.Bitrate, Is.InRange(bitrate - bitrate / 131072, bitrate));
            Assert.That(estimate.Count, Is.EqualTo(2));
            Assert.That(estimate[0], Is.EqualTo(Them));
            Assert.That(estimate[1], Is.EqualTo(Us));
        }

        [Test]
        public void Remb_IsReadAsChromeWritesIt()
        {
            // 2,500,000 bit/s = 156,250 << 4.
            byte[] bytes = Hex.Bytes("8fce0005 00000001 00000000 52454d42 0112625a 22222222");
            Assert.That(ReceiverEstimatedMaxBitrate.TryParse(ReadOne(bytes), out ReceiverEstimatedMaxBitrate estimate));
            Assert.That(estimate.Bitrate, Is.EqualTo(2_500_000));
        }

        [Test]
        public void RembBeyondAnyRate_IsRefused()
        {
            byte[] bytes = Hex.Bytes("8fce0004 00000001 00000000 52454d42 00ffffff");
            Assert.That(ReceiverEstimatedMaxBitrate.TryParse(ReadOne(bytes), out _), Is.False);
        }

        [Test]
        public void AnotherApplicationsFeedback_IsNoRemb()
        {
            byte[] bytes = Hex.Bytes("8fce0004 00000001 00000000 52454d43 0112625a");
            Assert.That(ReceiverEstimatedMaxBitrate.TryParse(ReadOne(bytes), out _), Is.False);
        }

        [Test]
        public void Feedback_IsNoOneElsesFormat()
        {
            RtcpPacket nack = ReadOne(WriteNack(new ushort[] { 1, 100, 200 }));
            Assert.That(TransportWideFeedback.TryParse(nack, out _), Is.False);
            Assert.That(ReceiverEstimatedMaxBitrate.TryParse(nack, out _), Is.False);
            Assert.That(PictureLossIndication.TryParse(nack, out _), Is.False);
        }

        [Test]
        public void HostileFeedback_IsReadOrRefusedButNeverThrows()
        {
            var buffer = new byte[500];
            var writer = new RtcpWriter(buffer);
            writer.TryWriteGenericNack(Us, Them, new ushort[] { 65530, 65535, 3, 100 });
            writer.TryWriteReceiverEstimatedMaxBitrate(Us, 2_500_000, new[] { Them, Us });
            HostileSweep.Run(buffer.AsSpan(0, writer.Length).ToArray(), bytes =>
            {
                var reader = new RtcpReader(bytes);
                while (reader.TryRead(out RtcpPacket packet))
                {
                    if (GenericNack.TryParse(packet, out GenericNack nack))
                        while (nack.TryRead(out _)) { }
                    if (ReceiverEstimatedMaxBitrate.TryParse(packet, out ReceiverEstimatedMaxBitrate estimate))
                        for (int i = 0; i < estimate.Count; i++) _ = estimate[i];
                }
            });
        }

        [Test]
        public void FeedbackThatDoesNotFit_WritesNothing()
        {
            var writer = new RtcpWriter(new byte[15]);
            Assert.That(writer.TryWriteGenericNack(Us, Them, new ushort[] { 1 }), Is.False);
            Assert.That(writer.TryWriteReceiverEstimatedMaxBitrate(Us, 1, default), Is.False);
            Assert.That(writer.TryWriteTransportWideFeedback(Us, Them, 1, 0, new Instant?[1], out int taken), Is.False);
            Assert.That(taken, Is.Zero);
            Assert.That(writer.Length, Is.Zero);
        }

        private static byte[] WriteNack(ushort[] lost)
        {
            var buffer = new byte[1000];
            var writer = new RtcpWriter(buffer);
            Assert.That(writer.TryWriteGenericNack(Us, Them, lost));
            return buffer.AsSpan(0, writer.Length).ToArray();
        }

        private static List<ushort> ReadNack(byte[] bytes)
        {
            Assert.That(GenericNack.TryParse(ReadOne(bytes), out GenericNack nack));
            Assert.That(nack.Sender, Is.EqualTo(Us));
            Assert.That(nack.Media, Is.EqualTo(Them));
            var lost = new List<ushort>();
            while (nack.TryRead(out ushort wireSeq)) lost.Add(wireSeq);
            return lost;
        }

        private static RtcpPacket ReadOne(ReadOnlySpan<byte> compound)
        {
            var reader = new RtcpReader(compound);
            Assert.That(reader.TryRead(out RtcpPacket packet));
            return packet;
        }
    }
}
