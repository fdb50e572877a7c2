#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Audio.Capture;
using Earshot.Audio.Opus;
using Earshot.Rtc.Wire;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class VoiceCaptureTests
    {
        private VoiceCapture _capture = null!;

        [SetUp]
        public void SetUp() => _capture = new VoiceCapture(
            OpusLibrary.CreateEncoder(OpusApplication.Voip), new RtpTime(uint.MaxValue - 1000));

        [TearDown]
        public void TearDown() => _capture.Dispose();

        [Test]
        public void PiecesOfAnySize_BecomeFramesOf20Milliseconds()
        {
            float[] voice = SyntheticVoice.Speak(2);
            var random = new Random(3);
            var times = new List<RtpTime>();
            for (int at = 0; at < voice.Length;)
            {
                int count = Math.Min(random.Next(1, 1500), voice.Length - at);
                _capture.Write(voice.AsSpan(at, count));
                at += count;
                while (_capture.TryPollFrame(out EncodedFrame frame)) times.Add(frame.Time);
            }
            Assert.That(times.Count, Is.EqualTo(100));
            for (int i = 0; i < times.Count; i++)
                Assert.That(times[i], Is.EqualTo(new RtpTime(uint.MaxValue - 1000) + i * 960), "also across roll-over");
        }

        [Test]
        public void WhatIsSent_IsWhatWasSpoken()
        {
            float[] voice = SyntheticVoice.Speak(1);
            var heard = new float[voice.Length];
            using IOpusDecoder decoder = OpusLibrary.CreateDecoder();
            for (int at = 0; at < voice.Length; at += 960)
            {
                _capture.Write(voice.AsSpan(at, 960));
                Assert.That(_capture.TryPollFrame(out EncodedFrame frame), Is.True);
                decoder.Decode(frame.Payload.Span, heard.AsSpan(at, 960));
            }
            int lag = Waveform.Lag(voice.AsSpan(0, 24_000), heard.AsSpan(0, 24_000), 400);
            double alike = Waveform.Correlation(voice.AsSpan(0, voice.Length - lag), heard.AsSpan(lag));
            Assert.That(alike, Is.GreaterThan(0.95));
        }

        [Test]
        public void Marker_IsOnTheFirstFrameOfEachTalkSpurt()
        {
            var marked = new List<int>();
            float[] word = SyntheticVoice.Sine(200, 0.4);
            for (int frame = 0; frame < 100; frame++)
            {
                bool isWord = frame >= 10 && frame < 30 || frame >= 60 && frame < 80;
                _capture.Write(isWord ? word.AsSpan(frame % 10 * 960, 960) : new float[960]);
                _capture.TryPollFrame(out EncodedFrame encoded);
                if (encoded.Marker) marked.Add(frame);
            }
            Assert.That(marked, Is.EqualTo(new[] { 10, 60 }));
        }

        [Test]
        public void Muted_SendsSilenceInEveryFrameAndStillMeters()
        {
            using IOpusDecoder decoder = OpusLibrary.CreateDecoder();
            float[] tone = SyntheticVoice.Sine(300, 2);
            var heard = new float[tone.Length];
            for (int at = 0; at < tone.Length; at += 960)
            {
                _capture.Muted = at >= tone.Length / 2;
                _capture.Write(tone.AsSpan(at, 960));
                Assert.That(_capture.TryPollFrame(out EncodedFrame frame), Is.True, "packets keep flowing");
                Assert.That(frame.Level > 0, Is.EqualTo(!_capture.Muted));
                decoder.Decode(frame.Payload.Span, heard.AsSpan(at, 960));
            }
            Assert.That(_capture.Level.IsSpeaking, Is.True, "the player may be told that nobody hears it");
            Assert.That(Waveform.LargestStep(heard), Is.LessThan(2 * Waveform.LargestStep(tone)), "no click");
            Assert.That(Waveform.LargestStep(heard.AsSpan(tone.Length / 2 + 4800)), Is.LessThan(0.002));
        }

        [Test]
        public void Hitch_DropsTheOldestAndKeepsTheTimeline()
        {
            _capture.Write(new float[24_000]);
            var times = new List<RtpTime>();
            while (_capture.TryPollFrame(out EncodedFrame frame)) times.Add(frame.Time);

            Assert.That(times.Count, Is.EqualTo(5), "100 ms are kept of 500");
            Assert.That(_capture.DroppedSamples, Is.EqualTo(24_000 - 5 * 960));
            int passed = times[0] - new RtpTime(uint.MaxValue - 1000);
            Assert.That(passed, Is.EqualTo(20 * 960), "the sound is missing, not late");
        }

        [Test]
        public void NobodyPolls_IsCountedNotGrown()
        {
            for (int i = 0; i < 100; i++) _capture.Write(new float[960]);
            Assert.That(_capture.RefusedSamples, Is.EqualTo(96_000 - 32_768));
        }

        [Test]
        public void WriteAndPoll_AllocateNothing()
        {
            _capture.Encoder.Complexity = 0;
            float[] voice = SyntheticVoice.Speak(2);
            int piece = 0;
            long allocated = Allocation.Of(10_000, () =>
            {
                _capture.Write(voice.AsSpan(piece++ % 100 * 960, 960));
                _capture.TryPollFrame(out EncodedFrame _);
            });
            Assert.That(allocated, Is.Zero);
        }
    }
}
