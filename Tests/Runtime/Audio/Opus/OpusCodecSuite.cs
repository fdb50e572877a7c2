#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Audio.Opus;
using NUnit.Framework;

namespace Earshot.Tests
{
    /// <summary>What every implementation of Opus behind <see cref="IOpusCodec"/> does: how it sounds.</summary>
    public abstract partial class OpusCodecSuite
    {
        private const int Frame = OpusLibrary.FrameSamples;

        private static readonly float[] Voice = SyntheticVoice.Speak(4);

        private delegate int Repair(IOpusDecoder decoder, List<byte[]> packets, int frame, Span<float> pcm);

        protected abstract IOpusCodec Codec { get; }

        [OneTimeSetUp]
        public void Load() => Assert.That(Codec.TryLoad(out string error), Is.True, error);

        [Test]
        public void VoiceComesBackAlike([Values(480, 960, 1920, 2880)] int samples)
        {
            float[] heard = Decode(Encode(Voice, samples), samples, frame => false, NoRepair);
            AssertAlike(Voice, heard, samples == 480 ? 0.9 : 0.94);
        }

        [Test]
        public void StereoComesBackEachOnItsSide()
        {
            float[] left = SyntheticVoice.Sine(440, 1);
            float[] right = SyntheticVoice.Sine(1_100, 1);
            using IOpusEncoder encoder = Codec.CreateEncoder(OpusApplication.Audio, channels: 2);
            using IOpusDecoder decoder = Codec.CreateDecoder(channels: 2);
            encoder.Bitrate = 128_000; // below, both codecs narrow the stage
            var payload = new byte[OpusPacket.MaxFrameBytes];
            var frame = new float[2 * Frame];
            var heard = new[] { new float[left.Length], new float[left.Length] };
            for (int at = 0; at < left.Length; at += Frame)
            {
                for (int i = 0; i < Frame; i++)
                {
                    frame[2 * i] = left[at + i];
                    frame[2 * i + 1] = right[at + i];
                }

                int length = encoder.Encode(frame, payload);
                Assert.That(decoder.Decode(payload.AsSpan(0, length), frame), Is.EqualTo(Frame));
                for (int i = 0; i < 2 * Frame; i++) heard[i & 1][at + i / 2] = frame[i];
            }

            Assert.That(Alike(left, heard[0], out _), Is.GreaterThan(0.9));
            Assert.That(Alike(right, heard[1], out _), Is.GreaterThan(0.9));
        }

        [Test]
        public void MonoDecoder_MixesStereoDownAndStereoDecoderDoublesMono()
        {
            var payload = new byte[OpusPacket.MaxFrameBytes];
            using IOpusEncoder stereo = Codec.CreateEncoder(OpusApplication.Audio, channels: 2);
            using IOpusDecoder toMono = Codec.CreateDecoder();
            int length = stereo.Encode(new float[2 * Frame], payload);
            Assert.That(toMono.Decode(payload.AsSpan(0, length), new float[Frame]), Is.EqualTo(Frame));

            using IOpusEncoder mono = Codec.CreateEncoder(OpusApplication.Audio);
            using IOpusDecoder toStereo = Codec.CreateDecoder(channels: 2);
            var heard = new float[2 * Frame];
            for (int at = 0; at < 10 * Frame; at += Frame)
            {
                length = mono.Encode(Voice.AsSpan(at, Frame), payload);
                Assert.That(toStereo.Decode(payload.AsSpan(0, length), heard), Is.EqualTo(Frame));
            }

            for (int i = 0; i < heard.Length; i += 2) Assert.That(heard[i], Is.EqualTo(heard[i + 1]));
            Assert.That(heard.Max(), Is.GreaterThan(0.01f));
        }

        [Test]
        public void LostFrame_IsRecoveredFromItsSuccessorBetterThanConcealed([Values(480, 960)] int samples)
        {
            List<byte[]> packets = Encode(Voice, samples);
            float[] clean = Decode(packets, samples, frame => false, NoRepair);
            Repair fec = (decoder, all, frame, pcm) => decoder.DecodeFec(all[frame + 1], pcm);
            float[] recovered = Decode(packets, samples, IsLost, fec);
            float[] concealed = Decode(
                packets, samples, IsLost, (decoder, all, frame, pcm) => decoder.Conceal(pcm));

            double byFec = AlikeWhereLost(clean, recovered, samples);
            double byConcealment = AlikeWhereLost(clean, concealed, samples);
            TestContext.WriteLine($"{Codec.Version}: {byFec:F2} by FEC, {byConcealment:F2} by concealment");
            Assert.That(byFec, Is.GreaterThan(0.9));
            Assert.That(byConcealment, Is.InRange(0.1, 0.85), "near the pitch, not the word");
        }

        [Test]
        public void LongConcealment_FadesAndNeverClicks()
        {
            List<byte[]> packets = Encode(Voice, Frame);
            float[] heard = Decode(packets.GetRange(0, 100), Frame,
                frame => frame >= 10, (decoder, all, frame, pcm) => decoder.Conceal(pcm));
            Assert.That(Waveform.LargestStep(heard), Is.LessThan(1.5 * Waveform.LargestStep(Voice)));
            Assert.That(Waveform.LargestStep(heard.AsSpan(99 * Frame)), Is.LessThan(0.001));
        }

        [Test]
        public void SilenceUnderDtx_NeedsAPacketEvery400MsAndComesBackAsSilence()
        {
            var silence = new float[Voice.Length];
            List<byte[]> packets = Encode(silence, Frame, encoder => encoder.UsesDtx = true);
            int due = packets.Skip(50).Count(packet => packet.Length > 2);
            Assert.That(due, Is.InRange(1, (packets.Count - 50) / 10));
            float[] heard = Decode(packets, Frame, frame => packets[frame].Length <= 2,
                (decoder, all, frame, pcm) => decoder.Conceal(pcm));
            Assert.That(heard.Max(), Is.LessThan(0.001f));
        }

        [Test]
        public void VoiceUnderDtx_ComesBackAlikeFromWhatWasSent()
        {
            List<byte[]> packets = Encode(Voice, Frame, encoder => encoder.UsesDtx = true);
            float[] heard = Decode(packets, Frame, frame => packets[frame].Length <= 2,
                (decoder, all, frame, pcm) => decoder.Conceal(pcm));
            AssertAlike(Voice, heard, 0.94);
        }

        private static int NoRepair(IOpusDecoder decoder, List<byte[]> packets, int frame, Span<float> pcm) => 0;

        private static bool IsLost(int frame) => frame % 10 == 5;

        private static void AssertAlike(float[] said, float[] heard, double least)
        {
            Assert.That(Alike(said, heard, out int lag), Is.GreaterThan(least));
            Assert.That(lag, Is.InRange(290, 335), "6.5 ms that the encoder looks ahead");
        }

        private static double Alike(float[] said, float[] heard, out int lag)
        {
            lag = Waveform.Lag(said.AsSpan(0, 24_000), heard.AsSpan(0, 24_000), 400);
            return Waveform.Correlation(said.AsSpan(0, said.Length - lag), heard.AsSpan(lag));
        }

        private List<byte[]> Encode(float[] sound, int samples, Action<IOpusEncoder>? set = null)
        {
            using IOpusEncoder encoder = Codec.CreateEncoder(OpusApplication.Voip);
            set?.Invoke(encoder);
            var packets = new List<byte[]>();
            var payload = new byte[OpusPacket.MaxFrameBytes];
            for (int at = 0; at + samples <= sound.Length; at += samples)
            {
                int length = encoder.Encode(sound.AsSpan(at, samples), payload);
                Assert.That(length, Is.GreaterThan(0));
                packets.Add(payload.AsSpan(0, length).ToArray());
            }

            return packets;
        }

        private float[] Decode(List<byte[]> packets, int samples, Func<int, bool> isLost, Repair repair)
        {
            using IOpusDecoder decoder = Codec.CreateDecoder();
            var heard = new float[packets.Count * samples];
            for (int frame = 0; frame < packets.Count; frame++)
            {
                Span<float> pcm = heard.AsSpan(frame * samples, samples);
                int written = isLost(frame)
                    ? repair(decoder, packets, frame, pcm)
                    : decoder.Decode(packets[frame], pcm);
                Assert.That(written, Is.EqualTo(samples));
            }

            return heard;
        }

        // The mean over lost frames in which somebody spoke.
        private static double AlikeWhereLost(float[] clean, float[] repaired, int samples)
        {
            double sum = 0;
            int count = 0;
            for (int frame = 5; frame < clean.Length / samples; frame += 10)
            {
                ReadOnlySpan<float> wanted = clean.AsSpan(frame * samples, samples);
                if (Waveform.LargestStep(wanted) < 0.01) continue;
                sum += Waveform.Correlation(wanted, repaired.AsSpan(frame * samples, samples));
                count++;
            }

            return sum / count;
        }
    }
}
