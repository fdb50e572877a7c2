#nullable enable
using System;
using Earshot.Rtc.Streams;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>The estimator on links whose rate it has to find.</summary>
    public sealed class BandwidthEstimatorTests
    {
        private const int Kilo = 1000;
        private const int Mega = 1_000_000;

        [Test]
        public void CleanFastLink_IsClimbedWithinSeconds([Values(1, 2, 3)] int seed)
        {
            var link = new BandwidthSimulation(seed) { Capacity = 20 * Mega };
            Assert.That(link.SecondsUntil(target => target > 16 * Mega, 10), Is.LessThan(2));
            AssertUse(link, seconds: 20, least: 0.8);
        }

        [Test]
        public void FirstProbes_DoNotCareWhereNumbersRollOver(
            [Values(0, 1, 127, 128, 32767, 32768, 65534, 65535)] int start)
        {
            var link = new BandwidthSimulation(1, start) { Capacity = 3 * Mega };
            link.Run(1);
            Assert.That(link.Estimator.TargetBitrate, Is.GreaterThan(2 * Mega));
        }

        [Test]
        public void LinkThatDrops_IsFollowedDownAndUp(
            [Values(1, 2, 3)] int seed, [Values(300, 2000)] int longestQueueMilliseconds)
        {
            var link = new BandwidthSimulation(seed)
            {
                Capacity = 3 * Mega,
                LongestQueue = TimeSpan.FromMilliseconds(longestQueueMilliseconds),
            };
            link.Run(10);
            Assert.That(link.Estimator.TargetBitrate, Is.GreaterThan(2 * Mega));

            link.Capacity = 400 * Kilo;
            Assert.That(link.SecondsUntil(target => target < 400 * Kilo, 10), Is.LessThan(1));
            // What was sent before anyone could know is up to 1.5 s of queue by now; it has to run out first.
            link.Run(longestQueueMilliseconds > 1000 ? 2.5 : 1);
            AssertUse(link, seconds: 20, least: 0.7, longestQueueMilliseconds: 300);

            link.Capacity = 3 * Mega;
            Assert.That(link.SecondsUntil(target => target > 2.4 * Mega, 20), Is.LessThan(8));
        }

        [Test]
        public void RandomLoss_DoesNotStarve([Values(1, 2, 3)] int seed, [Values(0.02, 0.1)] double loss)
        {
            var link = new BandwidthSimulation(seed) { Capacity = 3 * Mega, Loss = loss };
            link.Run(5);
            AssertUse(link, seconds: 60, least: 0.7);
        }

        [Test]
        public void LinkWithoutQueue_IsNotOverrun([Values(1, 2, 3)] int seed)
        {
            var link = new BandwidthSimulation(seed)
            {
                Capacity = 2 * Mega,
                LongestQueue = TimeSpan.FromMilliseconds(12),
            };
            link.Run(10);
            double lost = 0;
            AssertUse(link, seconds: 30, least: 0.85, watch: () => lost += link.Estimator.Loss / 30_000);
            Assert.That(lost, Is.LessThan(0.05));
        }

        [Test]
        public void OtherTraffic_IsMadeRoomFor([Values(1, 2, 3)] int seed)
        {
            var link = new BandwidthSimulation(seed) { Capacity = 3 * Mega };
            link.Run(10);
            link.Others = 2 * Mega;
            Assert.That(link.SecondsUntil(target => target < 1.1 * Mega, 10), Is.LessThan(2));
            link.Run(1);
            AssertUse(link, seconds: 20, least: 0.8, longestQueueMilliseconds: 300);

            link.Others = 0;
            Assert.That(link.SecondsUntil(target => target > 2.4 * Mega, 20), Is.LessThan(8));
        }

        [Test]
        public void SilentSender_IsProbedForAsFarAsItIsOfUse()
        {
            var link = new BandwidthSimulation(1) { Capacity = 20 * Mega, Demand = 100 * Kilo };
            link.Estimator.UsefulBitrate = 2 * Mega;
            long most = 0;
            link.Run(30, () => most = Math.Max(most, link.Estimator.TargetBitrate));
            Assert.That(link.Estimator.TargetBitrate, Is.GreaterThan(1.8 * Mega));
            Assert.That(most, Is.LessThan(2.3 * Mega));
        }

        [Test]
        public void SilentSenderWithoutProbes_ClaimsNothingUnproven()
        {
            var link = new BandwidthSimulation(1) { Capacity = 20 * Mega, Demand = 100 * Kilo, Probes = false };
            link.Run(30);
            Assert.That(link.Estimator.TargetBitrate, Is.EqualTo(300 * Kilo));
        }

        [Test]
        public void PauseOfTheSender_IsNoJam()
        {
            var link = new BandwidthSimulation(1) { Capacity = 3 * Mega };
            link.Run(5);
            long before = link.Estimator.TargetBitrate;
            (link.Demand, link.Probes) = (0, false);
            link.Run(30);
            link.Demand = double.MaxValue;
            link.Run(3);
            Assert.That(link.Estimator.TargetBitrate, Is.GreaterThan(before * 0.9));
        }

        [Test]
        public void LostFeedback_SlowsDown()
        {
            var link = new BandwidthSimulation(1) { Capacity = 3 * Mega };
            link.Run(5);
            link.IsFeedbackLost = true;
            link.Run(1);
            Assert.That(link.Estimator.TargetBitrate, Is.GreaterThan(2 * Mega), "a moment may pass");
            link.Run(20);
            Assert.That(link.Estimator.TargetBitrate, Is.LessThan(100 * Kilo));

            link.IsFeedbackLost = false;
            Assert.That(link.SecondsUntil(target => target > 2.4 * Mega, 20), Is.LessThan(8));
        }

        [Test]
        public void Limits_Hold([Values(1, 2, 3)] int seed)
        {
            var limits = new BandwidthLimits(500 * Kilo, 300 * Kilo, 1 * Mega);
            var link = new BandwidthSimulation(seed, 0, limits) { Capacity = 20 * Mega };
            Assert.That(link.Estimator.TargetBitrate, Is.EqualTo(500 * Kilo));
            link.Run(5);
            Assert.That(link.Estimator.TargetBitrate, Is.EqualTo(1 * Mega));
            link.Capacity = 100 * Kilo;
            link.Run(10);
            Assert.That(link.Estimator.TargetBitrate, Is.EqualTo(300 * Kilo));
        }

        [Test]
        public void RemoteEstimate_CapsAndAloneIsTheTarget()
        {
            var link = new BandwidthSimulation(1) { Capacity = 3 * Mega };
            link.Estimator.HandleRemoteEstimate(link.Now, 700 * Kilo);
            Assert.That(link.Estimator.TargetBitrate, Is.EqualTo(700 * Kilo));
            link.Estimator.HandleRemoteEstimate(link.Now, 800 * Kilo);
            link.Run(10);
            Assert.That(link.Estimator.TargetBitrate, Is.EqualTo(800 * Kilo));
        }

        [Test]
        public void FeedbackOnWhatWasNeverSent_ChangesNothing()
        {
            var estimator = new BandwidthEstimator(BandwidthLimits.Default);
            Instant now = Instant.FromMilliseconds(1000);
            for (int seq = 0; seq <= ushort.MaxValue; seq += 3)
            {
                estimator.HandleArrival((ushort)seq, TimeSpan.FromMilliseconds(seq));
                estimator.HandleLoss((ushort)(seq + 1));
                estimator.FinishFeedback(now);
            }

            Assert.That(estimator.TargetBitrate, Is.EqualTo(BandwidthLimits.Default.Start));
        }

        [Test]
        public void TenThousandPacketsAndTheirFeedback_AllocateNothing()
        {
            var estimator = new BandwidthEstimator(BandwidthLimits.Default);
            Send(estimator, 0, 2000);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Send(estimator, 2000, 10_000);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.EqualTo(0));
            Assert.That(estimator.TargetBitrate, Is.GreaterThan(BandwidthLimits.Default.Start));
        }

        private static void Send(BandwidthEstimator estimator, int first, int count)
        {
            for (int i = first; i < first + count; i++)
            {
                Instant now = Instant.FromMilliseconds(1000 + i);
                estimator.TryPollProbe(now, out Probe probe);
                estimator.HandleSent(now, new SeqNo(i), 1200, probe.Id);
                if (i % 50 != 49) continue;
                for (int seq = i - 49; seq <= i; seq++)
                    estimator.HandleArrival((ushort)seq, TimeSpan.FromMilliseconds(seq + 40));
                estimator.FinishFeedback(now);
            }
        }

        /// <summary>Asserts how much of the link's free rate the targets are over a time, on the average.</summary>
        private static void AssertUse(
            BandwidthSimulation link,
            double seconds,
            double least,
            int longestQueueMilliseconds = int.MaxValue,
            Action? watch = null)
        {
            double sum = 0;
            double longest = 0;
            link.Run(seconds, () =>
            {
                sum += link.Estimator.TargetBitrate / (link.Capacity - link.Others);
                longest = Math.Max(longest, link.Queue.TotalMilliseconds);
                watch?.Invoke();
            });
            Assert.That(sum / (seconds * 1000), Is.GreaterThan(least).And.LessThan(1.1));
            Assert.That(longest, Is.LessThan(longestQueueMilliseconds));
        }
    }
}
