#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class MissingPacketsTests
    {
        private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(40);

        private readonly ushort[] _lost = new ushort[64];
        private MissingPackets _missing = null!;
        private Instant _now;

        [SetUp]
        public void Begin()
        {
            _missing = new MissingPackets();
            _now = Instant.FromMilliseconds(1000);
        }

        [Test]
        public void Gap_IsAskedForOnceTheToleranceHasPassed(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            Receive(start, start + 3);
            Assert.That(TakeDue(), Is.Empty, "it may only be late");
            Wait(5);
            Assert.That(TakeDue(), Is.EqualTo(new[] { (ushort)(start + 1), (ushort)(start + 2) }));
            Assert.That(_missing.Requested, Is.EqualTo(2));
        }

        [Test]
        public void PacketThatIsOnlyLate_IsNotAskedFor()
        {
            Receive(10, 12);
            Wait(4);
            Receive(11);
            Assert.That(_missing.Count, Is.Zero);
            Assert.That(_missing.NextDeadline.IsPending, Is.False);
            Wait(100);
            Assert.That(TakeDue(), Is.Empty);
        }

        [Test]
        public void Reordering_IsLearned()
        {
            for (int seq = 0; seq < 400; seq += 2)
            {
                Receive(seq + 1);
                Wait(20);
                TakeDue();
                Receive(seq);
            }

            long before = _missing.Requested;
            for (int seq = 400; seq < 600; seq += 2)
            {
                Receive(seq + 1);
                Wait(20);
                TakeDue();
                Receive(seq);
            }

            Assert.That(before, Is.GreaterThan(0), "at first it cannot know");
            Assert.That(_missing.Requested - before, Is.LessThan(10));
        }

        [Test]
        public void AnswerToANack_IsNotTakenForReordering()
        {
            for (int seq = 0; seq < 100; seq += 2)
            {
                Receive(seq, seq + 2);
                Wait(5);
                Assert.That(TakeDue(), Is.EqualTo(new[] { (ushort)(seq + 1) }), "the tolerance has not grown");
                Wait(41);
                Receive(seq + 1);
            }
        }

        [Test]
        public void Retry_WaitsARoundTrip()
        {
            Receive(1, 3);
            Wait(5);
            Assert.That(TakeDue().Count, Is.EqualTo(1));
            Wait(30);
            Assert.That(TakeDue(), Is.Empty);
            Wait(10);
            Assert.That(TakeDue().Count, Is.EqualTo(1));
        }

        [Test]
        public void Retry_WaitsAsLongAsAnswersHaveTaken([Values(1, 200)] int answerMilliseconds)
        {
            for (int seq = 0; seq < 100; seq += 2)
            {
                Receive(seq, seq + 2);
                Wait(5);
                TakeDue();
                Wait(answerMilliseconds);
                _missing.HandleRecovery(_now, new SeqNo(seq + 1));
            }

            Receive(100, 102);
            Wait(5);
            Assert.That(TakeDue().Count, Is.EqualTo(1));
            int patience = Math.Max(20, answerMilliseconds * 5 / 4);
            Wait(patience - 6);
            Assert.That(TakeDue(), Is.Empty);
            Wait(6);
            Assert.That(TakeDue().Count, Is.EqualTo(1));
        }

        [Test]
        public void NeverAnswered_IsGivenUpAfterTenRequests()
        {
            Receive(1, 3);
            int asked = 0;
            for (int i = 0; i < 200; i++)
            {
                Wait(5);
                asked += TakeDue().Count;
            }

            Assert.That(asked, Is.EqualTo(MissingPackets.MaxRequests));
            Assert.That(_missing.Count, Is.Zero);
            Assert.That(_missing.GivenUp, Is.EqualTo(1));
            Assert.That(_missing.NextDeadline.IsPending, Is.False);
            Assert.That(_missing.TryPollGivenUp());
            Assert.That(_missing.TryPollGivenUp(), Is.False, "told once");
        }

        [Test]
        public void RetransmittedPacket_IsMissedNoMore()
        {
            Receive(1, 4);
            _missing.HandleRecovery(_now, new SeqNo(2));
            Wait(5);
            Assert.That(TakeDue(), Is.EqualTo(new ushort[] { 3 }));
        }

        [Test]
        public void RetransmissionAhead_ShowsWhatIsMissingBeforeIt()
        {
            Receive(1);
            _missing.HandleRecovery(_now, new SeqNo(4));
            Wait(5);
            Assert.That(TakeDue(), Is.EqualTo(new ushort[] { 2, 3 }));
        }

        [Test]
        public void Outage_IsNotAskedForPacketByPacket()
        {
            Receive(1, 3, 3 + MissingPackets.MaxCount + 1);
            Assert.That(_missing.Count, Is.Zero);
            Assert.That(_missing.GivenUp, Is.EqualTo(1 + MissingPackets.MaxCount));
            Assert.That(_missing.TryPollGivenUp());
            Wait(100);
            Assert.That(TakeDue(), Is.Empty);
            Receive(3 + MissingPackets.MaxCount + 3);
            Wait(5);
            Assert.That(TakeDue().Count, Is.EqualTo(1), "and it goes on");
        }

        [Test]
        public void PacketTheReplayWindowWouldRefuse_IsGivenUp()
        {
            Receive(1, 3);
            for (int seq = 4; seq < 1026; seq++) Receive(seq);
            Assert.That(_missing.GivenUp, Is.Zero);
            Receive(1026);
            Assert.That(_missing.GivenUp, Is.EqualTo(1));
            Assert.That(_missing.Count, Is.Zero);
        }

        [Test]
        public void MoreThanFits_IsTakenInTurns()
        {
            Receive(1, 102);
            Wait(5);
            Assert.That(TakeDue().Count, Is.EqualTo(64));
            Assert.That(_missing.NextDeadline.IsDue(_now));
            Assert.That(TakeDue().Count, Is.EqualTo(36));
            Assert.That(_missing.NextDeadline.IsDue(_now), Is.False);
        }

        [Test]
        public void SteadyLoss_AllocatesNothing()
        {
            Lose(0, 2000);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Lose(2000, 12000);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        }

        private void Lose(int from, int to)
        {
            for (int seq = from; seq < to; seq++)
            {
                if (seq % 10 != 3) _missing.HandleArrival(_now, new SeqNo(seq), RoundTrip);
                if (seq % 20 == 9) _missing.HandleRecovery(_now, new SeqNo(seq - 6));
                _now += TimeSpan.FromMilliseconds(3);
                _missing.TakeDue(_now, RoundTrip, _lost);
            }
        }

        private void Receive(params long[] seqs)
        {
            foreach (long seq in seqs) _missing.HandleArrival(_now, new SeqNo(seq), RoundTrip);
        }

        private void Wait(int milliseconds) => _now += TimeSpan.FromMilliseconds(milliseconds);

        private List<ushort> TakeDue()
        {
            if (!_missing.NextDeadline.IsDue(_now)) return new List<ushort>();
            int count = _missing.TakeDue(_now, RoundTrip, _lost);
            return new List<ushort>(_lost.AsSpan(0, count).ToArray());
        }
    }
}
