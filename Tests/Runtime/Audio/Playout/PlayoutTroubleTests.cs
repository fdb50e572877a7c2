#nullable enable
using Earshot.Audio.Playout;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>Hitches, outages, pauses and senders that begin anew: each is over within seconds, and the delay is
    /// what it was before.</summary>
    public sealed class PlayoutTroubleTests
    {
        private PlayoutSimulation _simulation = null!;
        private StampListener _listener = null!;

        private PlayoutStats Stats => _simulation.Playout.Stats;

        [SetUp]
        public void SetUp()
        {
            _simulation = new PlayoutSimulation(new StampDecoder());
            _listener = new StampListener();
            _simulation.Heard = _listener.Hear;
        }

        [Test]
        public void NetworkHitch_IsCaughtUpWith([Values(60, 150, 300, 800)] int milliseconds)
        {
            _simulation.Send(1000, frame => Stall(frame, 10_000, 10_000 + milliseconds));
            AssertDelayRecovers(before: 9.9, after: 13);
            Assert.That(Stats.Late, Is.Zero);
        }

        [Test]
        public void SoundThreadHitch_IsCaughtUpWith([Values(60, 300, 800)] int milliseconds)
        {
            _simulation.Send(1000, frame => 0);
            _simulation.PumpEvery = now => now == 10_000_000 ? milliseconds * 1000 : 5_000;
            AssertDelayRecovers(before: 9.9, after: 17);
            Assert.That(Stats.Underruns, Is.GreaterThan(0));
        }

        [Test]
        public void SoundCardThatStoodStill_IsCaughtUpWith([Values(100, 1000, 5000)] int milliseconds)
        {
            _simulation.Send(1500, frame => 0);
            _simulation.CardStands = now => now >= 10_000_000 && now < 10_000_000 + milliseconds * 1000;
            AssertDelayRecovers(before: 9.9, after: 20);
            Assert.That(Stats.Overflowed, milliseconds == 5000 ? Is.GreaterThan(100) : Is.Zero);
        }

        [Test]
        public void NobodyReads_AndTheBufferStaysBounded()
        {
            _simulation.Send(5000, frame => 0);
            _simulation.CardStands = now => now >= 1_000_000;
            _simulation.RunTo(99);
            Assert.That(Stats.BufferedMilliseconds, Is.LessThan(1500));
        }

        [Test]
        public void Outage_FadesToSilenceAndBeginsAgainWithoutUnderrun()
        {
            _simulation.Send(1000, frame => frame >= 500 && frame < 600 ? null : (long?)0);
            _simulation.RunTo(9.9);
            _listener.Forget();
            _simulation.RunTo(11.5);
            Assert.That(Stats.DelayMilliseconds, Is.Zero, "silent");
            Assert.That(Stats.ConcealedSamples, Is.EqualTo(5760), "120 ms");
            _simulation.RunTo(13);
            _listener.Forget();
            _simulation.RunTo(19);

            Assert.That(_listener.Median, Is.LessThan(45));
            Assert.That(_listener.Breaks + _listener.Blanks, Is.Zero);
            Assert.That(Stats.Underruns, Is.Zero);
            Assert.That(Stats.Lost, Is.EqualTo(100));
        }

        [Test]
        public void PauseOfTheSender_CostsNoDelay()
        {
            // Muted from 10 to 12 s: the sequence goes on where it stopped, the timestamp has moved on.
            _simulation.Send(500, frame => 0);
            _simulation.RunTo(11);
            _simulation.FirstTime += 2 * 48_000;
            for (int frame = 500; frame < 900; frame++) _simulation.Deliver(frame, (frame + 101) * 20_000L);
            _simulation.RunTo(19);
            Assert.That(Stats.DelayMilliseconds, Is.InRange(5, 25));
            Assert.That(Stats.Lost + Stats.Late + Stats.Discarded, Is.Zero);
            Assert.That(Stats.ConcealedSamples, Is.EqualTo(5760));
        }

        [Test]
        public void TimestampThatStoodStillWhileMuted_IsANewTimeline([Values(150, 500, 10_000)] int pauseMilliseconds)
        {
            _simulation.Send(500, frame => 0);
            for (int frame = 500; frame < 900; frame++)
                _simulation.Deliver(frame, (frame + 1) * 20_000L + pauseMilliseconds * 1000);
            _simulation.RunTo(18 + pauseMilliseconds / 1000.0);
            Assert.That(Stats.DelayMilliseconds, Is.InRange(5, 25));
            Assert.That(Stats.Discarded + Stats.Lost, Is.Zero);
        }

        [TestCase(2_000_000_000)]
        [TestCase(-2_000_000_000)]
        [TestCase(100_000)]
        [TestCase(-100_000)]
        public void TimestampThatJumps_IsANewTimeline(int ticks)
        {
            _simulation.Send(1000, frame => 0);
            _simulation.RunTo(10.001);
            unchecked { _simulation.FirstTime += (uint)ticks; }
            _simulation.RunTo(12);
            _listener.Forget();
            _simulation.RunTo(19);
            Assert.That(_listener.Blanks, Is.Zero);
            Assert.That(_listener.Median, Is.LessThan(45));
            Assert.That(Stats.Lost + Stats.Late, Is.Zero);
        }

        [TestCase(30_000)]
        [TestCase(-30_000)]
        [TestCase(500)]
        public void SequenceThatJumps_IsFollowed(int by)
        {
            _simulation.FirstSeq = 40_000;
            _simulation.Send(1000, frame => 0);
            _simulation.RunTo(10.001);
            _simulation.FirstSeq += by;
            _simulation.RunTo(12);
            _listener.Forget();
            _simulation.RunTo(19);
            Assert.That(_listener.Breaks + _listener.Blanks, Is.Zero);
            Assert.That(_listener.Median, Is.LessThan(45));
        }

        [Test]
        public void LongerWay_IsFollowedWithoutDoublingTheDelay()
        {
            _simulation.Send(1500, frame => frame < 500 ? 0 : 80_000);
            _simulation.RunTo(20);
            _listener.Forget();
            _simulation.RunTo(29);
            Assert.That(_listener.Median, Is.LessThan(45 + 80 + 20));
            Assert.That(Stats.InsertedSamples, Is.LessThan(1920), "the wait has lengthened the delay enough");
        }

        [Test]
        public void ClockDrift_NeitherGrowsTheBufferNorStarvesIt(
            [Values(-300, -100, 100, 300)] int ppm, [Values] bool ofTheCard)
        {
            if (ofTheCard) _simulation.CardPpm = ppm;
            _simulation.Send(30_000, frame => 0, ofTheCard ? 0 : ppm);
            for (int minute = 1; minute < 10; minute++)
            {
                _simulation.RunTo(60 * minute);
                Assert.That(Stats.DelayMilliseconds, Is.InRange(5, 28));
            }
            Assert.That(Stats.Underruns, Is.Zero);
            Assert.That(Stats.ConcealedSamples, Is.LessThan(5 * 480), "less than once in two minutes");
        }

        // A packet that leaves while the link stalls arrives when it has ended.
        private static long Stall(int frame, int fromMilliseconds, int toMilliseconds)
        {
            int leaves = (frame + 1) * 20;
            return leaves >= fromMilliseconds && leaves < toMilliseconds ? (toMilliseconds - leaves) * 1000L : 0;
        }

        private void AssertDelayRecovers(double before, double after)
        {
            _simulation.RunTo(before - 1);
            _listener.Forget();
            _simulation.RunTo(before);
            double usual = _listener.Median;
            _simulation.RunTo(after);
            _listener.Forget();
            _simulation.RunTo(after + 1);
            Assert.That(_listener.Worst, Is.LessThan(usual + 15));
            Assert.That(_listener.Blanks, Is.Zero);
        }
    }
}
