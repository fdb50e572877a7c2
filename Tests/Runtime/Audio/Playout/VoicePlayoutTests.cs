#nullable enable
using System;
using Earshot.Audio.Playout;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What the playout does to packets, watched by samples that say when they were spoken.</summary>
    public sealed class VoicePlayoutTests
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
        public void CleanLink_SettlesAtLowDelayWithEverySampleInItsPlace()
        {
            _simulation.Send(1500, frame => 0);
            _simulation.RunTo(10);
            _listener.Forget();
            _simulation.RunTo(30);

            Assert.That(_listener.Median, Is.LessThan(42), "36.5 ms from mouth to ear, 20 of them the frame");
            Assert.That(_listener.Breaks + _listener.Blanks, Is.Zero);
            Assert.That(Stats.ConcealedSamples + Stats.Underruns + Stats.Lost, Is.Zero);
            Assert.That(Stats.BufferedMilliseconds, Is.InRange(5, 40));
        }

        [Test]
        public void JitterOfEightMilliseconds_CostsDelayButNoSample()
        {
            var random = new Random(1);
            _simulation.Send(3000, frame => random.Next(0, 16_000));
            _simulation.RunTo(10);
            _listener.Forget();
            _simulation.RunTo(60);

            Assert.That(_listener.Median, Is.LessThan(60), "50 ms from mouth to ear");
            Assert.That(Stats.DelayMilliseconds, Is.InRange(20, 40));
            Assert.That(Stats.ConcealedSamples + Stats.Underruns + Stats.Lost, Is.Zero);
        }

        [Test]
        public void GrowingJitter_IsFollowedWithinASecondAndForgottenWithinAMinute()
        {
            var random = new Random(1);
            _simulation.Send(6000, frame => frame >= 500 && frame < 1000 ? random.Next(0, 60_000) : 0);
            _simulation.RunTo(11);
            long concealed = Stats.ConcealedSamples;
            _simulation.RunTo(20);
            Assert.That(Stats.ConcealedSamples - concealed, Is.LessThan(960), "at most 20 ms once it is known");
            Assert.That(Stats.TargetMilliseconds, Is.InRange(55, 85));
            _simulation.RunTo(90);
            Assert.That(Stats.DelayMilliseconds, Is.LessThan(30));
        }

        [Test]
        public void LossOfFivePercent_IsPlayedFromTheSuccessor()
        {
            _simulation.PayloadOf = frame => StampDecoder.Payload(frame, carriesFec: true);
            _simulation.Send(3000, frame => frame % 20 == 13 ? null : (long?)0);
            _simulation.RunTo(15);
            _listener.Forget();
            PlayoutStats before = Stats;
            _simulation.RunTo(55);

            Assert.That(Stats.Lost - before.Lost, Is.EqualTo(100));
            Assert.That(Stats.FecFrames - before.FecFrames, Is.EqualTo(100));
            Assert.That(Stats.ConcealedSamples, Is.EqualTo(before.ConcealedSamples));
            Assert.That(_listener.Breaks, Is.Zero);
            Assert.That(_listener.Median, Is.LessThan(70), "59 ms: 20 more, to wait for the successor");
        }

        [Test]
        public void PacketThatComesAfterItsCopyWasPlayed_IsNotHeardTwice()
        {
            _simulation.PayloadOf = frame => StampDecoder.Payload(frame, carriesFec: true);
            _simulation.Send(1000, frame => frame == 800 ? 37_000 : frame % 20 == 13 ? null : (long?)0);
            _simulation.RunTo(19);
            Assert.That(Stats.Late, Is.EqualTo(1), "not taken, although the packet that brought the copy still waited");
            Assert.That(Stats.FecFrames, Is.GreaterThan(40));
        }

        [Test]
        public void LossWithoutCopies_IsConcealedInPlace()
        {
            _simulation.Send(3000, frame => frame % 20 == 13 ? null : (long?)0);
            _simulation.RunTo(5);
            PlayoutStats before = Stats;
            _listener.Forget();
            _simulation.RunTo(55);

            Assert.That(Stats.Lost - before.Lost, Is.EqualTo(125));
            Assert.That(Stats.ConcealedSamples - before.ConcealedSamples, Is.EqualTo(125 * 960));
            Assert.That(_listener.Median, Is.LessThan(45), "loss alone does not add delay");
        }

        [Test]
        public void ReorderedPackets_ArePlayedInOrder()
        {
            _simulation.Send(1500, frame => frame % 10 == 3 ? 25_000 : 0);
            _simulation.RunTo(5);
            _listener.Forget();
            _simulation.RunTo(30);
            Assert.That(_listener.Breaks + _listener.Blanks, Is.Zero);
            Assert.That(Stats.Lost + Stats.Late, Is.Zero);
        }

        [Test]
        public void DuplicatePacket_IsDropped()
        {
            _simulation.Send(1500, frame => 0);
            for (int frame = 0; frame < 1500; frame++)
                _simulation.Deliver(frame, (frame + 1) * 20_000 + frame % 3 * 15_000);
            _simulation.RunTo(10);
            _listener.Forget();
            _simulation.RunTo(29);
            Assert.That(_listener.Breaks + _listener.Blanks, Is.Zero);
            Assert.That(Stats.Duplicate, Is.InRange(1400, 1500));
            Assert.That(Stats.Lost, Is.Zero);
        }

        [Test]
        public void PacketAfterItsPlaceWasPlayed_IsLate()
        {
            _simulation.Send(500, frame => frame == 100 ? 150_000 : 0);
            _simulation.RunTo(9);
            Assert.That(Stats.Late, Is.EqualTo(1));
            Assert.That(Stats.Lost, Is.EqualTo(1));
        }

        [Test]
        public void StreamThatBeginsOutOfOrder_LosesNothing()
        {
            _simulation.Send(100, frame => frame == 0 ? 5_000 : frame == 1 ? -18_000 : 0);
            _simulation.RunTo(1);
            Assert.That(Stats.Late + Stats.Lost, Is.Zero);
        }

        [Test]
        public void RollOver_OfSequenceAndTimestampIsNotHeard(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            _simulation.FirstSeq = start;
            _simulation.FirstTime = (uint)(0 - start * 960 - 96_000);
            _simulation.Send(500, frame => frame % 10 == 3 ? 25_000 : 0);
            _simulation.RunTo(3);
            _listener.Forget();
            _simulation.RunTo(9);
            Assert.That(_listener.Breaks + _listener.Blanks, Is.Zero);
            Assert.That(Stats.Lost + Stats.Late + Stats.Duplicate + Stats.Invalid, Is.Zero);
        }

        [Test]
        public void MinDelay_IsKeptOnACleanLink()
        {
            _simulation.Playout.MinDelay = TimeSpan.FromMilliseconds(60);
            _simulation.Send(500, frame => 0);
            _simulation.RunTo(9);
            Assert.That(Stats.DelayMilliseconds, Is.InRange(60, 85), "60 ms and the time until the next pump");
            Assert.That(_simulation.Playout.MinDelay, Is.EqualTo(TimeSpan.FromMilliseconds(60)));
            Assert.That(() => _simulation.Playout.MaxDelay = TimeSpan.FromSeconds(2),
                Throws.TypeOf<ArgumentOutOfRangeException>());
        }

        [Test]
        public void LargeBlocksOfTheSoundCard_AreServedWithoutUnderrun([Values(64, 441, 1024, 2048, 4096)] int block)
        {
            _simulation = new PlayoutSimulation(new StampDecoder(), block) { Heard = _listener.Hear };
            _simulation.Send(1000, frame => 0);
            _simulation.RunTo(5);
            _listener.Forget();
            _simulation.RunTo(19);
            Assert.That(Stats.Underruns + Stats.ConcealedSamples, Is.Zero);
            Assert.That(_listener.Blanks, Is.Zero);
            Assert.That(_listener.Median, Is.LessThan(40 + block / 48.0));
        }

        [Test]
        public void CallbacksInBursts_AreServedWithoutUnderrun()
        {
            // Four blocks at once every 21.3 ms, as some drivers ask.
            _simulation.CallbackLag = due => Math.Ceiling(due / 21_333.3) * 21_333.3 - due;
            _simulation.Send(1000, frame => 0);
            _simulation.RunTo(5);
            PlayoutStats before = Stats;
            _simulation.RunTo(19);
            Assert.That(Stats.Underruns, Is.EqualTo(before.Underruns));
            Assert.That(Stats.ConcealedSamples, Is.EqualTo(before.ConcealedSamples));
        }

        [Test]
        public void UnevenCallbacksAndPumps_AreServedWithoutUnderrun()
        {
            var random = new Random(8);
            _simulation.CallbackLag = due => random.Next(0, 8_000);
            _simulation.PumpEvery = now => random.Next(2_000, 12_000);
            _simulation.Send(3000, frame => random.Next(0, 10_000));
            _simulation.RunTo(10);
            PlayoutStats before = Stats;
            _simulation.RunTo(59);
            Assert.That(Stats.Underruns - before.Underruns, Is.LessThan(3));
            Assert.That(Stats.ConcealedSamples - before.ConcealedSamples, Is.LessThan(3 * 480));
            Assert.That(Stats.DelayMilliseconds, Is.LessThan(45));
        }

        [Test]
        public void Garbage_IsCountedAndHarmsNothing()
        {
            _simulation.Send(500, frame => 0);
            _simulation.RunTo(5);
            var random = new Random(5);
            var payload = new byte[2000];
            random.NextBytes(payload);
            VoicePlayout playout = _simulation.Playout;
            var now = new Instant(_simulation.Now);
            var time = new RtpTime(1);
            Assert.That(playout.TryInsert(now, new SeqNo(400), time, default), Is.False, "empty");
            Assert.That(playout.TryInsert(now, new SeqNo(401), time, payload), Is.False, "too long");
            Assert.That(playout.TryInsert(now, new SeqNo(402), time, new byte[] { 3 }), Is.False, "no frame count");
            Assert.That(playout.TryInsert(now, new SeqNo(403), time, new byte[] { 3, 63 }), Is.False, "over 120 ms");
            Assert.That(Stats.Invalid, Is.EqualTo(4));

            _listener.Forget();
            _simulation.RunTo(9);
            Assert.That(_listener.Breaks + _listener.Blanks, Is.Zero);
        }
    }
}
