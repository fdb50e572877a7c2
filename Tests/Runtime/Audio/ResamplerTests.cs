#nullable enable
using System;
using Earshot.Audio;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class ResamplerTests
    {
        [TestCase(44_100, 48_000)]
        [TestCase(48_000, 44_100)]
        [TestCase(16_000, 48_000)]
        [TestCase(96_000, 48_000)]
        [TestCase(48_000, 47_999)]
        public void SineComesOutClean(int from, int to)
        {
            var resampler = new Resampler(from, to);
            float[] got = InPieces(resampler, SyntheticVoice.Sine(1000, 1, 0.5f, from));
            var wanted = new float[got.Length];
            double delay = (double)resampler.DelaySamples / from;
            for (int i = 0; i < wanted.Length; i++)
                wanted[i] = (float)(0.5 * Math.Sin(2 * Math.PI * 1000 * ((double)i / to - delay)));

            int settled = to / 10;
            Assert.That(Waveform.SnrDecibels(wanted.AsSpan(settled), got.AsSpan(settled)), Is.GreaterThan(75));
        }

        [TestCase(48_000, 44_100)]
        [TestCase(48_000, 16_000)]
        public void WhatTheLowerRateCannotCarry_IsGone(int from, int to)
        {
            float[] got = InPieces(new Resampler(from, to), SyntheticVoice.Sine(to / 2.0 * 1.05, 1, 0.5f, from));
            var meter = new LevelMeter();
            meter.Add(got.AsSpan(got.Length / 2));
            Assert.That(meter.RmsDecibels, Is.LessThan(-75));
        }

        [TestCase(44_100, 48_000)]
        [TestCase(48_000, 44_100)]
        [TestCase(22_050, 48_000)]
        public void OneSecond_BecomesOneSecond(int from, int to)
        {
            Assert.That(InPieces(new Resampler(from, to), new float[from]).Length, Is.EqualTo(to));
        }

        [Test]
        public void EqualRates_ChangeNothing()
        {
            float[] voice = SyntheticVoice.Speak(0.1);
            Assert.That(InPieces(new Resampler(48_000, 48_000), voice), Is.EqualTo(voice));
            Assert.That(new Resampler(48_000, 48_000).DelaySamples, Is.Zero);
        }

        [Test]
        public void WrongArguments_SayWhatIsRight()
        {
            Assert.That(() => new Resampler(0, 48_000), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => new Resampler(44_100, 48_000).Process(new float[100], new float[100]),
                Throws.ArgumentException.With.Message.Contains("MaxOutput"));
        }

        [Test]
        public void Process_AllocatesNothing()
        {
            var resampler = new Resampler(44_100, 48_000);
            var input = new float[441];
            var output = new float[resampler.MaxOutput(input.Length)];
            long allocated = Allocation.Of(2_000, () => resampler.Process(input, output));
            Assert.That(allocated, Is.Zero);
        }

        // Pieces of uneven lengths: a seam between two would spoil what the tests measure.
        private static float[] InPieces(Resampler resampler, float[] input)
        {
            var random = new Random(1);
            var output = new float[resampler.MaxOutput(input.Length) + resampler.MaxOutput(700)];
            int written = 0;
            for (int at = 0; at < input.Length;)
            {
                int count = Math.Min(random.Next(1, 700), input.Length - at);
                written += resampler.Process(input.AsSpan(at, count), output.AsSpan(written));
                at += count;
            }
            return output.AsSpan(0, written).ToArray();
        }
    }
}
