#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Audio.Opus;
using Earshot.Audio.Playout;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>An hour of clocks that differ, packets of every length, and networks that stall again and
    /// again.</summary>
    public sealed class PlayoutEnduranceTests
    {
        [Test]
        public void HourOfDrift_SlipsNowhere([Values(-300, 300)] int ppm)
        {
            var simulation = new PlayoutSimulation(new StampDecoder(), 512) { CardPpm = ppm };
            simulation.Send(180_000, frame => 0);
            simulation.RunTo(30);
            PlayoutStats before = simulation.Playout.Stats;
            simulation.RunTo(3_599);
            PlayoutStats after = simulation.Playout.Stats;
            Assert.That(after.Underruns - before.Underruns, Is.Zero);
            Assert.That(after.ConcealedSamples - before.ConcealedSamples, Is.Zero);
            Assert.That(after.Lost + after.Late + after.Discarded, Is.Zero);
            Assert.That(after.DelayMilliseconds, Is.EqualTo(before.DelayMilliseconds).Within(5));
            long stretched = after.InsertedSamples + after.RemovedSamples;
            Assert.That(stretched / 48_000.0, Is.EqualTo(3_600 * 300e-6).Within(0.1), "what the clocks differ by");
        }

        [Test]
        public void PacketsOfAnyLength_ArePlayedWhole([Values(480, 960, 1920, 2880)] int samples)
        {
            float[] voice = SyntheticVoice.Speak(6);
            var packets = new List<byte[]>();
            using (IOpusEncoder encoder = OpusLibrary.CreateEncoder(OpusApplication.Voip))
            {
                var payload = new byte[OpusPacket.MaxFrameBytes];
                for (int at = 0; at + samples <= voice.Length; at += samples)
                    packets.Add(payload.AsSpan(0, encoder.Encode(voice.AsSpan(at, samples), payload)).ToArray());
            }
            var simulation = new PlayoutSimulation(OpusLibrary.CreateDecoder())
            {
                FrameSamples = samples,
                PayloadOf = frame => packets[frame],
            };
            simulation.Send(packets.Count, frame => 0);
            simulation.RunTo(5.8);
            PlayoutStats stats = simulation.Playout.Stats;
            simulation.Playout.Dispose();
            Assert.That(stats.ConcealedSamples + stats.Underruns + stats.Lost, Is.Zero);
            Assert.That(stats.DelayMilliseconds, Is.InRange(5, 30), "after the packet came");
        }

        [Test]
        public void StallsThatComeAgain_AreRememberedAndForgotten()
        {
            // A tenth of a second of silence on the way, every two seconds, for half a minute.
            var simulation = new PlayoutSimulation(new StampDecoder());
            simulation.Send(5000, frame => frame < 1500 && frame % 100 > 95 ? (100 - frame % 100) * 20_000 : 0);
            simulation.RunTo(10);
            PlayoutStats before = simulation.Playout.Stats;
            simulation.RunTo(29);
            PlayoutStats during = simulation.Playout.Stats;
            Assert.That(during.ConcealedSamples - before.ConcealedSamples, Is.Zero, "the delay covers them");
            Assert.That(during.DelayMilliseconds, Is.InRange(80, 110));
            simulation.RunTo(99);
            Assert.That(simulation.Playout.Stats.DelayMilliseconds, Is.LessThan(30));
        }

        [Test]
        public void LatePacket_IsWaitedForByDrawingSoundOut()
        {
            var random = new Random(5);
            float[] voice = SyntheticVoice.Sine(150, 30);
            var packets = new List<byte[]>();
            using (IOpusEncoder encoder = OpusLibrary.CreateEncoder(OpusApplication.Voip))
            {
                var payload = new byte[OpusPacket.MaxFrameBytes];
                for (int at = 0; at + 960 <= voice.Length; at += 960)
                    packets.Add(payload.AsSpan(0, encoder.Encode(voice.AsSpan(at, 960), payload)).ToArray());
            }
            var simulation = new PlayoutSimulation(OpusLibrary.CreateDecoder()) { PayloadOf = frame => packets[frame] };
            // Jitter of up to 6 ms, and once in two seconds a packet that is 10 ms later than that.
            simulation.Send(packets.Count, frame => random.Next(6_000) + (frame % 100 == 50 ? 10_000 : 0));
            simulation.RunTo(5);
            PlayoutStats before = simulation.Playout.Stats;
            simulation.RunTo(29);
            PlayoutStats after = simulation.Playout.Stats;
            simulation.Playout.Dispose();
            Assert.That(after.InsertedSamples - before.InsertedSamples, Is.GreaterThan(480));
            Assert.That(after.ConcealedSamples - before.ConcealedSamples, Is.LessThanOrEqualTo(2 * 480));
        }
    }
}
