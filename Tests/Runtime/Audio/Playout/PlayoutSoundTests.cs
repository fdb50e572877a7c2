#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Audio.Opus;
using Earshot.Audio.Playout;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What a voice sounds like after codec, link and playout.</summary>
    public sealed class PlayoutSoundTests
    {
        private const double Seconds = 24;
        private static readonly float[] Voice = SyntheticVoice.Speak(4);
        private readonly List<byte[]> _packets = new List<byte[]>();
        private double _voiceStep;

        [OneTimeSetUp]
        public void Encode()
        {
            using IOpusEncoder encoder = OpusLibrary.CreateEncoder(OpusApplication.Voip);
            encoder.Bitrate = 32_000;
            var payload = new byte[OpusPacket.MaxFrameBytes];
            for (int at = 0; at < Voice.Length; at += 960)
                _packets.Add(payload.AsSpan(0, encoder.Encode(Voice.AsSpan(at, 960), payload)).ToArray());
            _voiceStep = Waveform.LargestStep(Voice);
        }

        [Test]
        public void CleanLink_SoundsLikeTheVoice()
        {
            float[] heard = Hear(frame => 0, out PlayoutStats stats);
            Assert.That(AlikeAt(heard, 16), Is.GreaterThan(0.95));
            Assert.That(Waveform.LargestStep(heard), Is.LessThan(1.3 * _voiceStep));
            Assert.That(stats.ConcealedSamples, Is.Zero);
        }

        [Test]
        public void LossOfFivePercent_SoundsNearlyAsGoodAsNone()
        {
            var random = new Random(4);
            float[] heard = Hear(frame => random.Next(20) == 0 ? null : (long?)0, out PlayoutStats stats);
            Assert.That(stats.Lost, Is.GreaterThan(30));
            Assert.That(stats.FecFrames, Is.GreaterThan(stats.Lost / 2), "silent frames carry no copy");
            Assert.That(AlikeAt(heard, 16), Is.GreaterThan(0.85));
            Assert.That(Waveform.LargestStep(heard), Is.LessThan(1.5 * _voiceStep), "no clicks");
        }

        [Test]
        public void ChangingJitter_IsFollowedWithoutClicks()
        {
            var random = new Random(6);
            float[] heard = Hear(frame => frame / 100 % 2 * random.Next(0, 50_000), out PlayoutStats stats);
            Assert.That(stats.RemovedSamples + stats.InsertedSamples, Is.GreaterThan(480), "it has been stretched");
            Assert.That(Waveform.LargestStep(heard), Is.LessThan(1.5 * _voiceStep));
        }

        [Test]
        public void Underrun_RunsOutSoftly()
        {
            float[] heard = Hear(frame => 0, out PlayoutStats stats, now => now == 5_000_000 ? 100_000 : 5_000);
            Assert.That(stats.Underruns, Is.GreaterThan(0));
            Assert.That(Waveform.LargestStep(heard), Is.LessThan(1.5 * _voiceStep));
        }

        [Test]
        public void DriftingClock_IsAbsorbedByStretchingTheVoice([Values(-300, 300)] int ppm)
        {
            var simulation = new PlayoutSimulation(OpusLibrary.CreateDecoder()) { PayloadOf = Packet, CardPpm = ppm };
            simulation.Send(10_000, frame => 0);
            simulation.RunTo(199);
            PlayoutStats stats = simulation.Playout.Stats;
            simulation.Playout.Dispose();
            Assert.That(stats.DelayMilliseconds, Is.InRange(5, 30));
            Assert.That(stats.Underruns, Is.Zero);
            Assert.That(stats.ConcealedSamples, Is.LessThan(3 * 480));
        }

        [Test]
        public void InsertPumpAndRead_AllocateNothing()
        {
            using var playout = new VoicePlayout(OpusLibrary.CreateDecoder());
            var random = new Random(2);
            var block = new float[240];
            int frame = 0;
            long allocated = Allocation.Of(10_000, () =>
            {
                var now = new Instant(frame * 20_000L);
                if (random.Next(20) > 0)
                    playout.TryInsert(now, new SeqNo(frame), new RtpTime((uint)frame * 960), Packet(frame));
                for (int i = 0; i < 4; i++)
                {
                    playout.Pump(now + TimeSpan.FromMilliseconds(5 * i));
                    playout.Read(block);
                }
                frame++;
            });
            PlayoutStats stats = playout.Stats;
            Assert.That(allocated, Is.Zero);
            Assert.That(stats.FecFrames, Is.GreaterThan(100), "it did play, and mend");
        }

        private byte[] Packet(int frame) => _packets[frame % _packets.Count];

        private float[] Hear(Func<int, long?> link, out PlayoutStats stats, Func<long, long>? pumpEvery = null)
        {
            var heard = new List<float>();
            var simulation = new PlayoutSimulation(OpusLibrary.CreateDecoder())
            {
                PayloadOf = Packet,
                Heard = (now, block) => heard.AddRange(block),
            };
            if (pumpEvery != null) simulation.PumpEvery = pumpEvery;
            simulation.Send((int)(Seconds * 50), link);
            simulation.RunTo(Seconds);
            stats = simulation.Playout.Stats;
            simulation.Playout.Dispose();
            return heard.ToArray();
        }

        // How like the voice four seconds from a multiple of four on sound, at the delay at which they are most alike.
        private static double AlikeAt(float[] heard, int seconds)
        {
            ReadOnlySpan<float> from = heard.AsSpan(seconds * 48_000);
            int lag = Waveform.Lag(Voice.AsSpan(0, 12_000), from.Slice(0, 17_000), 5_000);
            return Waveform.Correlation(Voice, from.Slice(lag, Voice.Length));
        }
    }
}
