#nullable enable
using System;
using Earshot.Audio;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class LevelMeterTests
    {
        [Test]
        public void SineOfHalfScale_HasMinusSixPeakAndMinusNineRms()
        {
            var meter = new LevelMeter();
            meter.Add(SyntheticVoice.Sine(1000, 0.02));
            Assert.That(meter.PeakDecibels, Is.EqualTo(-6.02).Within(0.05));
            Assert.That(meter.RmsDecibels, Is.EqualTo(-9.03).Within(0.05));
            Assert.That(meter.Level, Is.EqualTo(1 - 9.03 / 60).Within(0.01));
        }

        [Test]
        public void Silence_HasTheLowestLevel()
        {
            var meter = new LevelMeter();
            meter.Add(new float[960]);
            Assert.That(meter.RmsDecibels, Is.EqualTo(LevelMeter.SilenceDecibels));
            Assert.That(meter.PeakDecibels, Is.EqualTo(LevelMeter.SilenceDecibels));
            Assert.That(meter.Level, Is.Zero);
            Assert.That(meter.IsSpeaking, Is.False);
        }

        [Test]
        public void Pieces_GiveTheSameAsOneWhole()
        {
            float[] voice = SyntheticVoice.Speak(0.5);
            var whole = new LevelMeter();
            var pieces = new LevelMeter();
            whole.Add(voice);
            for (int at = 0; at < voice.Length; at += 7) pieces.Add(voice.AsSpan(at, Math.Min(7, voice.Length - at)));
            Assert.That(pieces.RmsDecibels, Is.EqualTo(whole.RmsDecibels));
            Assert.That(pieces.Level, Is.EqualTo(whole.Level));
        }

        [Test]
        public void Level_RisesAtOnceAndFallsSlowly()
        {
            var meter = new LevelMeter();
            meter.Add(SyntheticVoice.Sine(1000, 0.02));
            float loud = meter.Level;
            meter.Add(new float[960]);
            Assert.That(meter.Level, Is.EqualTo(loud * 0.8f).Within(1e-4));
        }

        [Test]
        public void Speaking_StartsAtOnceAndOutlastsPausesBetweenWords()
        {
            var meter = new LevelMeter();
            meter.Add(SyntheticVoice.Sine(200, 0.02, amplitude: 0.1f));
            Assert.That(meter.IsSpeaking, Is.True);
            meter.Add(new float[14 * 960]);
            Assert.That(meter.IsSpeaking, Is.True, "280 ms of silence");
            meter.Add(new float[960]);
            Assert.That(meter.IsSpeaking, Is.False, "300 ms of silence");
        }

        [Test]
        public void Speaking_IsNeitherStartedNorEndedByALevelInBetween()
        {
            // -43 dBFS RMS.
            float[] between = SyntheticVoice.Sine(200, 1, amplitude: 0.01f);
            var meter = new LevelMeter();
            meter.Add(between);
            Assert.That(meter.IsSpeaking, Is.False);
            meter.Add(SyntheticVoice.Sine(200, 0.02, amplitude: 0.1f));
            meter.Add(between);
            Assert.That(meter.IsSpeaking, Is.True);
        }
    }
}
