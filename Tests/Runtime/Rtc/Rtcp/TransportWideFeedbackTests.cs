#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class TransportWideFeedbackTests
    {
        private static readonly Ssrc Us = new Ssrc(0x11111111);
        private static readonly Ssrc Them = new Ssrc(0x22222222);

        [Test]
        public void Feedback_IsWrittenAsTheDraftSays()
        {
            // 65 ms is one reference and 4 ticks; then 40 ticks on, one lost, and 4000 ticks on, which takes 16 bits.
            Instant?[] arrivals = { At(65), At(75), null, At(1075) };
            byte[] bytes = Write(0xFFFE, 7, arrivals, out int taken);
            Assert.That(taken, Is.EqualTo(4));
            Assert.That(Hex.Text(bytes), Is.EqualTo(
                "8fcd0006" + "11111111" + "22222222" + "fffe0004" + "00000107" + "d480" + "04280fa0" + "0000"));
        }

        [Test]
        public void EveryKindOfChunk_IsRead()
        {
            // A run of 3 not received, 14 one-bit symbols, 7 two-bit symbols of which the packet has 2.
            byte[] bytes = Hex.Bytes(
                "8fcd0007 11111111 22222222 000a0013 fffffe01" + "0003 a001 e000" + "01 02 8000 0000 0000");
            var reader = new RtcpReader(bytes);
            Assert.That(reader.TryRead(out RtcpPacket packet));
            Assert.That(TransportWideFeedback.TryParse(packet, out TransportWideFeedback feedback));
            Assert.That(feedback.BaseSeq, Is.EqualTo(10));
            Assert.That(feedback.PacketCount, Is.EqualTo(19));
            Assert.That(feedback.FeedbackCount, Is.EqualTo(1));
            Assert.That(feedback.ReferenceTime(default), Is.EqualTo(new Instant(-128_000)));
            var received = new List<(int, double)>();
            while (feedback.TryRead(out PacketStatus status))
                if (status.IsReceived) received.Add((status.WireSeq, status.Arrival.TotalMilliseconds));
            Assert.That(received, Is.EqualTo(new[] { (13, 0.25), (26, 0.75), (27, -8191.25) }));
        }

        [Test]
        public void Feedback_ReadsBackTheSame(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start,
            [Values(0, 0.02, 0.3, 0.9)] double loss,
            [Values(1, 20, 60)] int spacing)
        {
            var luck = new Random(start + spacing);
            var arrivals = new Instant?[200];
            for (int i = 0; i < arrivals.Length; i++)
            {
                long jitter = luck.Next(0, spacing * 3000);
                arrivals[i] = i > 0 && luck.NextDouble() < loss ? (Instant?)null
                    : new Instant(1_000_000_000 + 1000L * spacing * i + jitter);
            }

            Assert.That(Read(Write((ushort)start, 0, arrivals, out int taken), start), Is.EqualTo(InTicks(arrivals)));
            Assert.That(taken, Is.EqualTo(arrivals.Length));
        }

        [Test]
        public void SilenceTooLongForADelta_EndsThePacket()
        {
            Instant?[] arrivals = { At(100), null, At(100 + 8191), At(100 + 8191 + 8192), At(20000) };
            Write(0, 0, arrivals, out int taken);
            Assert.That(taken, Is.EqualTo(3));
        }

        [Test]
        public void MoreThanOnePacketTakes_IsLeftForTheNext()
        {
            var arrivals = new Instant?[1000];
            for (int i = 0; i < arrivals.Length; i++) arrivals[i] = At(i);
            Write(0, 0, arrivals, out int taken);
            Assert.That(taken, Is.EqualTo(480));
        }

        [Test]
        public void ReferenceTime_GoesOnWhereItWraps()
        {
            const long Unit = 64_000;
            const long Cycle = Unit << 24;
            Instant near = default;
            long[] times = { Unit * 5, Cycle / 2, Cycle - Unit, Cycle, Cycle + Unit, Cycle };
            foreach (long at in times)
            {
                byte[] bytes = Write(0, 0, new Instant?[] { new Instant(at) }, out _);
                var reader = new RtcpReader(bytes);
                reader.TryRead(out RtcpPacket packet);
                TransportWideFeedback.TryParse(packet, out TransportWideFeedback feedback);
                near = feedback.ReferenceTime(near);
                Assert.That(near, Is.EqualTo(new Instant(at)));
            }
        }

        [TestCase("0004 00000100 6004 0000", TestName = "ReservedSymbolInARun_IsRefused")]
        [TestCase("0004 00000100 f000 0000", TestName = "ReservedSymbolInAVector_IsRefused")]
        [TestCase("0005 00000100 2003 4002 01020304", TestName = "MissingDelta_IsRefused")]
        [TestCase("2000 00000100 1fff 0000", TestName = "MissingChunk_IsRefused")]
        public void Malformed(string rest)
        {
            Assert.That(Parses("11111111 22222222 0000" + rest), Is.False);
        }

        [Test]
        public void AllDeltasThere_IsTaken()
        {
            Assert.That(Parses("11111111 22222222 0000 0005 00000100 2003 4002 010203 0405 0607 00"));
        }

        [Test]
        public void HostileFeedback_IsReadOrRefusedButNeverThrows()
        {
            Instant?[] arrivals = { At(65), At(75), null, At(1075), null, null, null, null, null, null, At(1000) };
            HostileSweep.Run(Write(0xFFFE, 7, arrivals, out _), bytes =>
            {
                var reader = new RtcpReader(bytes);
                while (reader.TryRead(out RtcpPacket packet))
                {
                    if (!TransportWideFeedback.TryParse(packet, out TransportWideFeedback feedback)) continue;
                    int count = 0;
                    while (feedback.TryRead(out _)) count++;
                    Assert.That(count, Is.EqualTo(feedback.PacketCount));
                }
            });
        }

        [Test]
        public void TenThousand_AllocateNothing()
        {
            var buffer = new byte[1200];
            Instant?[] arrivals = { At(65), At(75), null, At(1075) };
            WriteAndRead(buffer, arrivals);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10_000; i++) WriteAndRead(buffer, arrivals);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        }

        private static void WriteAndRead(byte[] buffer, Instant?[] arrivals)
        {
            var writer = new RtcpWriter(buffer);
            writer.TryWriteTransportWideFeedback(Us, Them, 9, 0, arrivals, out _);
            var reader = new RtcpReader(buffer.AsSpan(0, writer.Length));
            reader.TryRead(out RtcpPacket packet);
            TransportWideFeedback.TryParse(packet, out TransportWideFeedback feedback);
            while (feedback.TryRead(out _)) { }
        }

        private static Instant At(long milliseconds) => Instant.FromMilliseconds(milliseconds);

        private static byte[] Write(ushort baseSeq, byte count, Instant?[] arrivals, out int taken)
        {
            var buffer = new byte[2000];
            var writer = new RtcpWriter(buffer);
            Assert.That(writer.TryWriteTransportWideFeedback(Us, Them, baseSeq, count, arrivals, out taken));
            return buffer.AsSpan(0, writer.Length).ToArray();
        }

        private static List<long?> Read(byte[] bytes, int start)
        {
            var reader = new RtcpReader(bytes);
            Assert.That(reader.TryRead(out RtcpPacket packet));
            Assert.That(TransportWideFeedback.TryParse(packet, out TransportWideFeedback feedback));
            Assert.That(feedback.Sender, Is.EqualTo(Us));
            Assert.That(feedback.Media, Is.EqualTo(Them));
            Instant reference = feedback.ReferenceTime(default);
            var ticks = new List<long?>();
            while (feedback.TryRead(out PacketStatus status))
            {
                Assert.That(status.WireSeq, Is.EqualTo((ushort)(start + ticks.Count)));
                ticks.Add(status.IsReceived ? (reference + status.Arrival).Microseconds / 250 : (long?)null);
            }

            return ticks;
        }

        private static List<long?> InTicks(Instant?[] arrivals)
        {
            var ticks = new List<long?>();
            foreach (Instant? arrival in arrivals) ticks.Add(arrival?.Microseconds / 250);
            return ticks;
        }

        private static bool Parses(string body)
        {
            byte[] bytes = Hex.Bytes("8fcd0000" + body);
            bytes[3] = (byte)(bytes.Length / 4 - 1);
            var reader = new RtcpReader(bytes);
            Assert.That(reader.TryRead(out RtcpPacket packet));
            return TransportWideFeedback.TryParse(packet, out _);
        }
    }
}
