#nullable enable
using System;
using Earshot.Rtc.Rtcp;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class SendStreamTests
    {
        private static readonly Instant Start = Instant.FromMilliseconds(100_000);

        [Test]
        public void FirstSequenceNumber_LeavesHalfACycleBeforeRollOver()
        {
            for (int seed = 0; seed < 200; seed++)
                Assert.That(new SendStream(new Ssrc(1), new SeededRandom(seed)).NextSeq.Value, Is.InRange(0, 32767));
        }

        [Test]
        public void NextSeq_FollowsTheHighestSent([Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            SendStream stream = Create();
            stream.Commit(Start, new SeqNo(start), default, 10);
            Assert.That(stream.NextSeq.Value, Is.EqualTo(start + 1));
            stream.Commit(Start, new SeqNo(start + 5), default, 10);
            stream.Commit(Start, new SeqNo(start + 3), default, 10);
            Assert.That(stream.NextSeq.Value, Is.EqualTo(start + 6));
            Assert.That(stream.PacketCount, Is.EqualTo(3));
        }

        [Test]
        public void NewKeys_BeginARollOverCounterOfZero()
        {
            SendStream stream = Create();
            stream.Commit(Start, new SeqNo(3 * 65536 + 7), default, 10);
            stream.HandleRekey();
            Assert.That(stream.NextSeq.Value, Is.EqualTo(8));
            Assert.That(stream.PacketCount, Is.EqualTo(1));
        }

        [Test]
        public void Report_IsOnlyThereOnceSomethingWasSent()
        {
            SendStream stream = Create();
            Assert.That(stream.TryCreateReport(Start, 48000, out _), Is.False);
            stream.Commit(Start, stream.NextSeq, new RtpTime(1), 10);
            Assert.That(stream.TryCreateReport(Start, 48000, out _));
        }

        [Test]
        public void Report_CountsAndCarriesTheTimestampOfNow()
        {
            SendStream stream = Create();
            stream.Commit(Start, stream.NextSeq, new RtpTime(uint.MaxValue - 959), 100);
            stream.Commit(Start, stream.NextSeq, new RtpTime(0), 60);
            Instant now = Start + TimeSpan.FromMilliseconds(5);
            Assert.That(stream.TryCreateReport(now, 48000, out SenderReport report));
            Assert.That(report.Ssrc, Is.EqualTo(new Ssrc(1)));
            Assert.That(report.PacketCount, Is.EqualTo(2));
            Assert.That(report.OctetCount, Is.EqualTo(160));
            Assert.That(report.Time, Is.EqualTo(new RtpTime(240)));
            Assert.That(report.Ntp, Is.EqualTo(NtpTime.From(now)));
        }

        [Test]
        public void RoundTrip_IsWhatTheReceiverDidNotHold()
        {
            SendStream stream = Create();
            stream.Commit(Start, stream.NextSeq, default, 10);
            Assert.That(stream.TryCreateReport(Start, 48000, out SenderReport report));

            // 30 ms there, held for 2 s, 50 ms back.
            var receiver = new ReceiveStream(stream.Ssrc);
            Instant came = Start + TimeSpan.FromMilliseconds(30);
            receiver.HandleSenderReport(came, report);
            ReportBlock block = receiver.NextReportBlock(came + TimeSpan.FromSeconds(2));
            stream.HandleReportBlock(came + TimeSpan.FromMilliseconds(2050), block);
            Assert.That(stream.RoundTrip.TotalMilliseconds, Is.EqualTo(80).Within(0.1));
        }

        [Test]
        public void ReportOfOurFuture_LeavesTheRoundTripAsItWas()
        {
            SendStream stream = Create();
            uint future = NtpTime.From(Start + TimeSpan.FromSeconds(1)).Compact;
            stream.HandleReportBlock(Start, new ReportBlock(stream.Ssrc, 64, 12, 0, 99, future, 0));
            Assert.That(stream.RoundTrip, Is.EqualTo(TimeSpan.Zero));
            Assert.That(stream.FractionLost, Is.EqualTo(0.25f));
            Assert.That(stream.RemoteLost, Is.EqualTo(12));
            Assert.That(stream.RemoteJitter, Is.EqualTo(99));
        }

        private static SendStream Create() => new SendStream(new Ssrc(1), new SeededRandom(1));
    }
}
