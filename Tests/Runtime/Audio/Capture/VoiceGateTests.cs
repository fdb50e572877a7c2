#nullable enable
using System;
using Earshot.Audio.Capture;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What gets through the gates of a capture: its codec writes down how loud each frame was.</summary>
    public sealed class VoiceGateTests
    {
        private static readonly float[] Tone = SyntheticVoice.Sine(200, 2);
        private readonly LoudnessEncoder _encoder = new LoudnessEncoder();
        private VoiceCapture _capture = null!;

        [SetUp]
        public void SetUp() => _capture = new VoiceCapture(_encoder, new RtpTime(0));

        [Test]
        public void VoiceActivation_LetsTheFrameBeforeSpeechThroughToo()
        {
            _capture.Gate = GateMode.VoiceActivated;
            // Too quiet to count as speech, but a consonant: it is let through because speech follows.
            float[] consonant = SyntheticVoice.Sine(200, 0.02, 0.005f);
            float[] heard = Hear(60, frame => frame == 20 ? consonant : frame > 20 && frame < 30 ? Tone : null);
            Assert.That(heard[20], Is.Zero, "one frame later");
            Assert.That(heard[21], Is.GreaterThan(0.001), "the consonant");
            Assert.That(heard[22], Is.GreaterThan(0.2), "the word");
            Assert.That(_capture.Level.IsSpeaking, Is.False, "it is over");
        }

        [Test]
        public void VoiceActivation_HoldsOnFor300MillisecondsAndCloses()
        {
            _capture.Gate = GateMode.VoiceActivated;
            float[] noise = SyntheticVoice.Sine(200, 0.02, 0.003f);
            float[] heard = Hear(80, frame => frame < 30 ? Tone : noise);
            Assert.That(heard[40], Is.GreaterThan(0.001), "a pause between words");
            Assert.That(heard[60], Is.Zero);
        }

        [Test]
        public void PushToTalk_OpensAtOnceAndClosesSoftly200MillisecondsLater()
        {
            _capture.Gate = GateMode.PushToTalk;
            float[] heard = Hear(60, frame =>
            {
                _capture.IsTalkPressed = frame >= 10 && frame < 30;
                return Tone;
            });
            Assert.That(heard[9], Is.Zero);
            Assert.That(heard[10], Is.InRange(0.1, 0.3), "rising over the frame");
            Assert.That(heard[11], Is.GreaterThan(0.3));
            Assert.That(heard[38], Is.GreaterThan(0.3), "the last syllable");
            Assert.That(heard[40], Is.Zero);
        }

        [Test]
        public void Loss_IsBelievedAtOnceAndForgottenSlowly()
        {
            _capture.HandleLoss(0);
            Assert.That(_encoder.ExpectedLossPercent, Is.EqualTo(8), "a fifth of the way");
            for (int i = 0; i < 30; i++) _capture.HandleLoss(0);
            Assert.That(_encoder.ExpectedLossPercent, Is.EqualTo(2), "copies are never given up");
            _capture.HandleLoss(0.07f);
            Assert.That(_encoder.ExpectedLossPercent, Is.EqualTo(7));
            _capture.HandleLoss(0.3f);
            Assert.That(_encoder.ExpectedLossPercent, Is.EqualTo(10), "more costs the voice more than it mends");
        }

        [TestCase(1_000, 6_000)]
        [TestCase(24_000, 24_000)]
        [TestCase(500_000, 64_000)]
        public void Bitrate_FollowsTheNetworkWithinLimits(int offered, int used)
        {
            _capture.HandleBitrate(offered);
            Assert.That(_encoder.Bitrate, Is.EqualTo(used));
        }

        [Test]
        public void Gates_AllocateNothing()
        {
            _capture.Gate = GateMode.VoiceActivated;
            long allocated = Allocation.Of(1000, () =>
            {
                _capture.Write(Tone.AsSpan(0, 960));
                _capture.TryPollFrame(out _);
                _capture.HandleLoss(0.1f);
            });
            Assert.That(allocated, Is.Zero);
        }

        // The loudness of each frame that was sent.
        private float[] Hear(int frames, Func<int, float[]?> spoken)
        {
            var heard = new float[frames];
            for (int frame = 0; frame < frames; frame++)
            {
                _capture.Write((spoken(frame) ?? new float[960]).AsSpan(0, 960));
                _capture.TryPollFrame(out _);
                heard[frame] = _encoder.Loudness;
            }
            return heard;
        }
    }
}
