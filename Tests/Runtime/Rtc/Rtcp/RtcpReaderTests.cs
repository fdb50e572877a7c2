#nullable enable
using System;
using System.Collections.Generic;
using System.Text;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class RtcpReaderTests
    {
        private static readonly Ssrc Us = new Ssrc(0x11111111);
        private static readonly Ssrc Them = new Ssrc(0x22222222);
        private static readonly byte[] Cname = Encoding.ASCII.GetBytes("earshot");

        [Test]
        public void Compound_IsReadPacketByPacket()
        {
            var reader = new RtcpReader(CreateCompound());
            var types = new List<RtcpPacketType>();
            while (reader.TryRead(out RtcpPacket packet)) types.Add(packet.Type);
            Assert.That(reader.IsMalformed, Is.False);
            Assert.That(types, Is.EqualTo(new[]
            {
                RtcpPacketType.SenderReport, RtcpPacketType.SourceDescription, RtcpPacketType.PayloadFeedback,
                RtcpPacketType.PayloadFeedback, RtcpPacketType.Goodbye,
            }));
        }

        [Test]
        public void SenderReport_ReadsBackTheSame()
        {
            RtcpPacket packet = ReadOne(CreateCompound(), 0);
            Assert.That(SenderReport.TryParse(packet, out SenderReport report));
            Assert.That(report, Is.EqualTo(CreateReport()));
            Assert.That(ReportBlocks.TryParse(packet, out ReportBlocks blocks));
            Assert.That(blocks.Reporter, Is.EqualTo(Us));
            Assert.That(blocks.Count, Is.EqualTo(2));
            Assert.That(blocks[0], Is.EqualTo(CreateBlock(1)));
            Assert.That(blocks[1], Is.EqualTo(CreateBlock(2)));
        }

        [Test]
        public void ReceiverReport_ReadsBackTheSame([Values(0, 1, 31)] int count)
        {
            var written = new ReportBlock[count];
            for (int i = 0; i < count; i++) written[i] = CreateBlock((uint)i);
            var buffer = new byte[1000];
            var writer = new RtcpWriter(buffer);
            Assert.That(writer.TryWriteReceiverReport(Us, written));

            RtcpPacket packet = ReadOne(buffer.AsSpan(0, writer.Length), 0);
            Assert.That(SenderReport.TryParse(packet, out _), Is.False);
            Assert.That(ReportBlocks.TryParse(packet, out ReportBlocks blocks));
            Assert.That(blocks.Count, Is.EqualTo(count));
            for (int i = 0; i < count; i++) Assert.That(blocks[i], Is.EqualTo(written[i]));
        }

        [Test]
        public void CumulativeLoss_IsSignedAndClampedTo24Bits(
            [Values(-9_000_000, -1, 0, 1, 9_000_000)] int lost)
        {
            var bytes = new byte[ReportBlock.Length];
            new ReportBlock(Us, 255, lost, 0, 0, 0, 0).WriteTo(bytes);
            Assert.That(ReportBlock.TryParse(bytes, out ReportBlock block));
            Assert.That(block.FractionLost, Is.EqualTo(255));
            Assert.That(block.CumulativeLost, Is.EqualTo(Math.Max(-0x800000, Math.Min(0x7FFFFF, lost))));
        }

        [Test]
        public void Cnames_AreReadFromEveryChunk()
        {
            byte[] sdes =
            {
                0x82, 202, 0, 7,
                0, 0, 0, 1, 2, 1, (byte)'x', 1, 2, (byte)'a', (byte)'b', 0,
                0, 0, 0, 2, 1, 5, (byte)'e', (byte)'a', (byte)'r', (byte)'s', (byte)'h', 0, 0, 0, 0, 0,
            };
            Assert.That(SourceDescription.TryParse(ReadOne(sdes, 0), out SourceDescription description));
            Assert.That(description.TryReadCname(out Ssrc ssrc, out ReadOnlySpan<byte> cname));
            Assert.That(ssrc, Is.EqualTo(new Ssrc(1)));
            Assert.That(Encoding.ASCII.GetString(cname), Is.EqualTo("ab"));
            Assert.That(description.TryReadCname(out ssrc, out cname));
            Assert.That(ssrc, Is.EqualTo(new Ssrc(2)));
            Assert.That(Encoding.ASCII.GetString(cname), Is.EqualTo("earsh"));
            Assert.That(description.TryReadCname(out _, out _), Is.False);
        }

        [Test]
        public void Cname_ReadsBackTheSame([Range(1, 9)] int length)
        {
            byte[] cname = Encoding.ASCII.GetBytes(new string('c', length));
            var buffer = new byte[100];
            var writer = new RtcpWriter(buffer);
            Assert.That(writer.TryWriteCname(Us, cname));
            RtcpPacket packet = ReadOne(buffer.AsSpan(0, writer.Length), 0);
            Assert.That(SourceDescription.TryParse(packet, out SourceDescription sdes));
            Assert.That(sdes.TryReadCname(out Ssrc ssrc, out ReadOnlySpan<byte> read));
            Assert.That(ssrc, Is.EqualTo(Us));
            Assert.That(read.ToArray(), Is.EqualTo(cname));
        }

        [Test]
        public void KeyFrameRequests_ReadBackTheSame()
        {
            RtcpPacket pli = ReadOne(CreateCompound(), 2);
            Assert.That(PictureLossIndication.TryParse(pli, out PictureLossIndication indication));
            Assert.That(indication.Sender, Is.EqualTo(Us));
            Assert.That(indication.Media, Is.EqualTo(Them));
            Assert.That(FullIntraRequest.TryParse(pli, out _), Is.False);

            RtcpPacket fir = ReadOne(CreateCompound(), 3);
            Assert.That(FullIntraRequest.TryParse(fir, out FullIntraRequest request));
            Assert.That(request.Sender, Is.EqualTo(Us));
            Assert.That(request.Count, Is.EqualTo(1));
            Assert.That(request[0], Is.EqualTo((Them, (byte)9)));
            Assert.That(PictureLossIndication.TryParse(fir, out _), Is.False);
        }

        [Test]
        public void Goodbye_ReadsBackTheSame()
        {
            Assert.That(Goodbye.TryParse(ReadOne(CreateCompound(), 4), out Goodbye goodbye));
            Assert.That(goodbye.Count, Is.EqualTo(2));
            Assert.That(goodbye[0], Is.EqualTo(Us));
            Assert.That(goodbye[1], Is.EqualTo(Them));
        }

        [Test]
        public void Padding_IsStripped()
        {
            byte[] bye = { 0xA1, 203, 0, 2, 0, 0, 0, 7, 0, 0, 0, 4 };
            Assert.That(ReadOne(bye, 0).Body.Length, Is.EqualTo(4));
        }

        [TestCase(0, TestName = "PaddingOfZero_IsMalformed")]
        [TestCase(9, TestName = "PaddingBeyondThePacket_IsMalformed")]
        public void WrongPadding_IsMalformed(int count)
        {
            byte[] bye = { 0xA1, 203, 0, 2, 0, 0, 0, 7, 0, 0, 0, (byte)count };
            var reader = new RtcpReader(bye);
            Assert.That(reader.TryRead(out _), Is.False);
            Assert.That(reader.IsMalformed);
        }

        [Test]
        public void UnknownType_IsNoOnesAndTheNextIsRead()
        {
            byte[] compound = { 0x80, 207, 0, 1, 1, 2, 3, 4, 0x81, 203, 0, 1, 0, 0, 0, 7 };
            RtcpPacket unknown = ReadOne(compound, 0);
            Assert.That(ReportBlocks.TryParse(unknown, out _), Is.False);
            Assert.That(Goodbye.TryParse(unknown, out _), Is.False);
            Assert.That(Goodbye.TryParse(ReadOne(compound, 1), out Goodbye goodbye));
            Assert.That(goodbye[0], Is.EqualTo(new Ssrc(7)));
        }

        [Test]
        public void ReducedSize_IsRead()
        {
            var buffer = new byte[12];
            var writer = new RtcpWriter(buffer);
            Assert.That(writer.TryWritePictureLossIndication(Us, Them));
            Assert.That(PictureLossIndication.TryParse(ReadOne(buffer, 0), out _));
        }

        [Test]
        public void FullBuffer_IsSaidAndKeepsWhatStands()
        {
            var buffer = new byte[8 + 11];
            var writer = new RtcpWriter(buffer);
            Assert.That(writer.TryWriteReceiverReport(Us, default));
            Assert.That(writer.TryWritePictureLossIndication(Us, Them), Is.False);
            Assert.That(writer.Length, Is.EqualTo(8));
        }

        [Test]
        public void ThirtyTwoReportBlocks_AreTheCallersMistake() =>
            Assert.Throws<ArgumentException>(
                () => new RtcpWriter(new byte[2000]).TryWriteReceiverReport(Us, new ReportBlock[32]));

        [Test]
        public void MediaAndRtcp_AreToldApart([Values(72, 76, 96, 111, 127)] int payloadType)
        {
            Assert.That(RtcpPacket.IsRtcp(CreateCompound()));
            bool collides = payloadType == 72 || payloadType == 76;
            Assert.That(RtcpPacket.IsRtcp(new byte[] { 0x80, (byte)payloadType }), Is.False);
            Assert.That(RtcpPacket.IsRtcp(new byte[] { 0x80, (byte)(payloadType | 0x80) }), Is.EqualTo(collides));
        }

        [Test]
        public void HostileCompound_IsReadOrRefusedButNeverThrows()
        {
            HostileSweep.Run(CreateCompound(), bytes =>
            {
                var reader = new RtcpReader(bytes);
                while (reader.TryRead(out RtcpPacket packet)) ReadEverything(packet);
            });
        }

        [Test]
        public void TenThousandCompounds_AllocateNothing()
        {
            byte[] buffer = CreateCompound();
            ReportBlock[] blocks = { CreateBlock(1) };
            WriteAndRead(buffer, blocks);

            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10_000; i++) WriteAndRead(buffer, blocks);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        }

        private static void WriteAndRead(byte[] buffer, ReportBlock[] blocks)
        {
            var writer = new RtcpWriter(buffer);
            writer.TryWriteSenderReport(CreateReport(), blocks);
            writer.TryWriteCname(Us, Cname);
            writer.TryWriteFullIntraRequest(Us, Them, 1);
            var reader = new RtcpReader(buffer.AsSpan(0, writer.Length));
            while (reader.TryRead(out RtcpPacket packet)) ReadEverything(packet);
        }

        private static void ReadEverything(in RtcpPacket packet)
        {
            SenderReport.TryParse(packet, out _);
            PictureLossIndication.TryParse(packet, out _);
            if (ReportBlocks.TryParse(packet, out ReportBlocks blocks))
                for (int i = 0; i < blocks.Count; i++) _ = blocks[i];
            if (Goodbye.TryParse(packet, out Goodbye goodbye))
                for (int i = 0; i < goodbye.Count; i++) _ = goodbye[i];
            if (FullIntraRequest.TryParse(packet, out FullIntraRequest request))
                for (int i = 0; i < request.Count; i++) _ = request[i];
            if (SourceDescription.TryParse(packet, out SourceDescription description))
                while (description.TryReadCname(out _, out _)) { }
        }

        private static byte[] CreateCompound()
        {
            var buffer = new byte[500];
            var writer = new RtcpWriter(buffer);
            Assert.That(writer.TryWriteSenderReport(CreateReport(), new[] { CreateBlock(1), CreateBlock(2) }));
            Assert.That(writer.TryWriteCname(Us, Cname));
            Assert.That(writer.TryWritePictureLossIndication(Us, Them));
            Assert.That(writer.TryWriteFullIntraRequest(Us, Them, 9));
            Assert.That(writer.TryWriteGoodbye(new[] { Us, Them }));
            return buffer.AsSpan(0, writer.Length).ToArray();
        }

        private static SenderReport CreateReport() =>
            new SenderReport(Us, new NtpTime(0x0123456789ABCDEF), new RtpTime(0xFFFFFFF0), 5, 0xFFFFFFFF);

        private static ReportBlock CreateBlock(uint ssrc) =>
            new ReportBlock(new Ssrc(ssrc), 128, -3, 0x0001FFFF, 77, 0x456789AB, 65536);

        private static RtcpPacket ReadOne(ReadOnlySpan<byte> compound, int index)
        {
            var reader = new RtcpReader(compound);
            RtcpPacket packet = default;
            for (int i = 0; i <= index; i++) Assert.That(reader.TryRead(out packet), $"packet {i}");
            return packet;
        }
    }
}
