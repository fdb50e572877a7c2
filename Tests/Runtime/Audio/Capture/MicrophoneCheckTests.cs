#nullable enable
using System;
using Earshot.Audio.Capture;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class MicrophoneCheckTests
    {
        [Test]
        public void TwoSecondsOfZeros_AreASilentMicrophoneUntilItGivesSound()
        {
            var check = new MicrophoneCheck();
            check.Add(new float[95_999]);
            Assert.That(check.Trouble, Is.EqualTo(MicrophoneTrouble.None));
            check.Add(new float[1]);
            Assert.That(check.Trouble, Is.EqualTo(MicrophoneTrouble.Silent));
            Assert.That(check.Sentence, Does.Contain("silent"));
            check.Add(SyntheticVoice.Sine(100, 0.02, 1e-4f));
            Assert.That(check.Trouble, Is.EqualTo(MicrophoneTrouble.None));
            Assert.That(check.Sentence, Is.Empty);
        }

        [Test]
        public void VoiceThatIsCutOff_ClipsUntilThreeCalmSecondsHavePassed()
        {
            float[] voice = SyntheticVoice.Speak(1);
            var loud = new float[voice.Length];
            for (int i = 0; i < voice.Length; i++) loud[i] = Math.Min(1, Math.Max(-1, 6 * voice[i]));
            var check = new MicrophoneCheck();
            check.Add(loud);
            Assert.That(check.Trouble, Is.EqualTo(MicrophoneTrouble.Clipping));
            check.Add(voice);
            Assert.That(check.Trouble, Is.EqualTo(MicrophoneTrouble.Clipping), "it has just been");
            for (int i = 0; i < 3; i++) check.Add(voice);
            Assert.That(check.Trouble, Is.EqualTo(MicrophoneTrouble.None));
        }

        [Test]
        public void VoiceThatFits_DoesNotClip()
        {
            var check = new MicrophoneCheck();
            check.Add(SyntheticVoice.Speak(3));
            check.Add(SyntheticVoice.Sine(300, 1, 0.98f));
            Assert.That(check.Trouble, Is.EqualTo(MicrophoneTrouble.None));
        }
    }
}
