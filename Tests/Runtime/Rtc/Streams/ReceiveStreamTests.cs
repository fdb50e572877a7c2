#nullable enable
using System;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class ReceiveStreamTests
    {
        private const int ClockRate = 48000;
        private const int FrameTicks = 960;

        private ReceiveStream _stream = null!;

        [SetUp]
        public void Begin() => _stream = new ReceiveStream(new Ssrc(7));

        [Test]
        public void Estimate_FollowsTheStreamAcrossRollOver(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            for (int i = 0; i < 70000; i++) Receive(start + i);
            Assert.That(_stream.HighestSeq.Value, Is.EqualTo(start + 69999));
            Assert.That(_stream.Lost, Is.Zero);
            Assert.That(_stream.Expected, Is.EqualTo(70000));
        }

        [Test]
        public void Estimate_IsRightAfterLossAcrossRollOver(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start,
            [Values(2, 100, 30000, 32767)] int gap)
        {
            for (int i = 0; i < 20; i++) Receive(start + (long)gap * i);
            Assert.That(_stream.HighestSeq.Value, Is.EqualTo(start + 19L * gap));
            Assert.That(_stream.Lost, Is.EqualTo(19L * (gap - 1)));
        }

        [Test]
        public void LatePacketFromBeforeRollOver_IsOfTheCycleBefore()
        {
            Receive(65530);
            Receive(65538);
            Receive(65535);
            Assert.That(_stream.HighestSeq.Value, Is.EqualTo(65538));
            Assert.That(_stream.Received, Is.EqualTo(3));
        }

        [Test]
        public void DuplicatePacket_IsReplayed([Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            Receive(start);
            Receive(start + 1);
            Assert.That(_stream.TryEstimate((ushort)start, out _, out DropReason dropped), Is.False);
            Assert.That(dropped, Is.EqualTo(DropReason.Replayed));
        }

        [Test]
        public void PacketBehindTheWindow_IsReplayed()
        {
            Receive(5000);
            Receive(8000);
            Assert.That(_stream.TryEstimate(5001, out _, out DropReason dropped), Is.False);
            Assert.That(dropped, Is.EqualTo(DropReason.Replayed));
            Assert.That(_stream.TryEstimate(7500, out _, out _), "reordering within the window is welcome");
        }

        [Test]
        public void EstimateAlone_ChangesNothing()
        {
            Receive(100);
            Assert.That(_stream.TryEstimate(30000, out _, out _));
            Assert.That(_stream.TryEstimate(101, out SeqNo seq, out _));
            Assert.That(seq.Value, Is.EqualTo(101));
            Assert.That(_stream.Received, Is.EqualTo(1));
        }

        [Test]
        public void PacketBeforeTheFirst_WidensWhatIsExpected()
        {
            Receive(101);
            Receive(100);
            Assert.That(_stream.Expected, Is.EqualTo(2));
            Assert.That(_stream.Lost, Is.Zero);
        }

        [Test]
        public void ReportBlock_TellsLossSinceTheLastOne(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            for (int i = 0; i < 100; i++)
            {
                if (i % 4 != 2) Receive(start + i);
            }

            ReportBlock block = _stream.NextReportBlock(default);
            Assert.That(block.Ssrc, Is.EqualTo(new Ssrc(7)));
            Assert.That(block.CumulativeLost, Is.EqualTo(25));
            Assert.That(block.FractionLost, Is.EqualTo(64));
            Assert.That(block.HighestSeq, Is.EqualTo((uint)(start + 99)));
            Assert.That(_stream.HasNews, Is.False);

            for (int i = 100; i < 200; i++) Receive(start + i);
            Assert.That(_stream.HasNews);
            block = _stream.NextReportBlock(default);
            Assert.That(block.FractionLost, Is.Zero, "nothing was lost since");
            Assert.That(block.CumulativeLost, Is.EqualTo(25));
        }

        [Test]
        public void ReportBlock_OfASilentStreamDividesByNothing()
        {
            Assert.That(_stream.NextReportBlock(default).FractionLost, Is.Zero);
            Receive(1);
            _stream.NextReportBlock(default);
            Assert.That(_stream.NextReportBlock(default).FractionLost, Is.Zero);
        }

        [Test]
        public void ReportBlock_NamesTheLastSenderReportAndItsAge()
        {
            Instant came = Instant.FromMilliseconds(10_000);
            var report = new SenderReport(new Ssrc(7), new NtpTime(0x0123456789ABCDEF), default, 1, 1);
            _stream.HandleSenderReport(came, report);
            ReportBlock block = _stream.NextReportBlock(came + TimeSpan.FromSeconds(1.5));
            Assert.That(block.LastSenderReport, Is.EqualTo(0x456789AB));
            Assert.That(block.DelaySinceLastSenderReport, Is.EqualTo(98304));
        }

        [Test]
        public void EvenArrival_HasNoJitter()
        {
            for (int i = 0; i < 500; i++) ReceiveAt(i, Instant.FromMilliseconds(20 * i));
            Assert.That(_stream.Jitter, Is.Zero);
        }

        [Test]
        public void AlternatingDelay_BecomesItsJitter()
        {
            for (int i = 0; i < 500; i++) ReceiveAt(i, Instant.FromMilliseconds(20 * i + 5 * (i % 2)));
            Assert.That(_stream.Jitter, Is.InRange(235, 240), "5 ms are 240 ticks");
        }

        [Test]
        public void PacketsOfOnePicture_AreNoJitterHoweverTheyArePaced()
        {
            for (int i = 0; i < 600; i++)
                Commit(i, Instant.FromMilliseconds(40 * (i / 6) + 5 * (i % 6)), new RtpTime((uint)(i / 6 * 1920)));
            Assert.That(_stream.Jitter, Is.Zero);
        }

        [Test]
        public void TimestampThatJumps_IsNoJitter([Values(0u, uint.MaxValue)] uint before)
        {
            Commit(0, Instant.FromMilliseconds(0), new RtpTime(before));
            Commit(1, Instant.FromMilliseconds(20), new RtpTime(before + 1_000_000));
            Assert.That(_stream.Jitter, Is.Zero);
        }

        [Test]
        public void TimestampRollOver_IsNoJitter()
        {
            for (int i = 0; i < 100; i++)
            {
                uint ticks = unchecked((uint)(-50 * FrameTicks + FrameTicks * i));
                Commit(i, Instant.FromMilliseconds(20 * i), new RtpTime(ticks));
            }

            Assert.That(_stream.Jitter, Is.Zero);
        }

        private void Receive(long seq) => ReceiveAt(seq, default);

        private void ReceiveAt(long seq, Instant now) => Commit(seq, now, new RtpTime((uint)(seq * FrameTicks)));

        private void Commit(long expected, Instant now, RtpTime time)
        {
            bool taken = _stream.TryEstimate((ushort)expected, out SeqNo seq, out _);
            if (!taken || seq.Value != expected) Assert.Fail($"{expected} was taken for {seq.Value}");
            _stream.Commit(now, seq, time, ClockRate);
        }
    }
}
