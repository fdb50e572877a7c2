#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Audio.Opus;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class OpusCodecTests
    {
        private const int Frame = OpusLibrary.FrameSamples;

        private static readonly float[] Voice = SyntheticVoice.Speak(4);

        [Test]
        public void VoiceComesBackAlike()
        {
            float[] heard = Decode(Encode(), frame => false, (decoder, packets, frame, pcm) => 0);
            int lag = Waveform.Lag(Voice.AsSpan(0, 24_000), heard.AsSpan(0, 24_000), 400);
            Assert.That(lag, Is.InRange(290, 330), "6.5 ms that the encoder looks ahead");
            double alike = Waveform.Correlation(Voice.AsSpan(0, Voice.Length - lag), heard.AsSpan(lag));
            Assert.That(alike, Is.GreaterThan(0.95), "0.98 with libopus 1.3.1");
        }

        [Test]
        public void LostFrame_IsRecoveredFromItsSuccessorBetterThanConcealed()
        {
            List<byte[]> packets = Encode();
            float[] clean = Decode(packets, frame => false, (decoder, all, frame, pcm) => 0);
            Repair fec = (decoder, all, frame, pcm) => decoder.DecodeFec(all[frame + 1], pcm);
            float[] recovered = Decode(packets, IsLost, fec);
            float[] concealed = Decode(packets, IsLost, (decoder, all, frame, pcm) => decoder.Conceal(pcm));

            double byFec = AlikeWhereLost(clean, recovered);
            double byConcealment = AlikeWhereLost(clean, concealed);
            Assert.That(byFec, Is.GreaterThan(0.9), "0.98 with libopus 1.3.1");
            Assert.That(byConcealment, Is.InRange(0.1, 0.8), "0.43 with libopus 1.3.1: near the pitch, not the word");
        }

        [Test]
        public void LongConcealment_FadesAndNeverClicks()
        {
            using IOpusDecoder decoder = OpusLibrary.CreateDecoder();
            List<byte[]> packets = Encode();
            var heard = new float[100 * Frame];
            for (int frame = 0; frame < 100; frame++)
            {
                Span<float> pcm = heard.AsSpan(frame * Frame, Frame);
                int samples = frame < 10 ? decoder.Decode(packets[frame], pcm) : decoder.Conceal(pcm);
                Assert.That(samples, Is.EqualTo(Frame));
            }
            Assert.That(Waveform.LargestStep(heard), Is.LessThan(1.5 * Waveform.LargestStep(Voice)));
            Assert.That(Waveform.LargestStep(heard.AsSpan(99 * Frame)), Is.LessThan(0.001));
        }

        [Test]
        public void PacketTellsItsDurationAndWhetherItCarriesTheOneBefore()
        {
            List<byte[]> packets = Encode();
            int carrying = 0;
            foreach (byte[] packet in packets)
            {
                Assert.That(OpusPacket.TryGetSamples(packet, out int samples), Is.True);
                Assert.That(samples, Is.EqualTo(Frame));
                if (OpusPacket.CarriesFec(packet)) carrying++;
            }
            Assert.That(carrying, Is.GreaterThan(packets.Count / 2), "spoken frames are carried twice");

            List<byte[]> without = Encode(encoder => encoder.ExpectedLossPercent = 0);
            Assert.That(without.Exists(packet => OpusPacket.CarriesFec(packet)), Is.False);
        }

        [Test]
        public void Settings_AreObeyed()
        {
            int full = Length(Encode(encoder => encoder.Bitrate = 64_000));
            int low = Length(Encode(encoder => encoder.Bitrate = 12_000));
            Assert.That(full, Is.GreaterThan(3 * low));
            using IOpusEncoder encoder = OpusLibrary.CreateEncoder(OpusApplication.Voip);
            Assert.That(encoder.Bitrate, Is.EqualTo(32_000));
            Assert.That(encoder.ExpectedLossPercent, Is.EqualTo(10));
            Assert.That(() => encoder.Bitrate = 1, Throws.TypeOf<ArgumentOutOfRangeException>());
        }

        [Test]
        public void Silence_IsStillSentInEveryFrame()
        {
            using IOpusEncoder encoder = OpusLibrary.CreateEncoder(OpusApplication.Voip);
            var payload = new byte[OpusPacket.MaxFrameBytes];
            for (int frame = 0; frame < 200; frame++)
                Assert.That(encoder.Encode(new float[Frame], payload), Is.GreaterThan(2), "DTX sends 2 bytes or fewer");
        }

        [Test]
        public void Garbage_IsAStatusNotAnException()
        {
            using IOpusDecoder decoder = OpusLibrary.CreateDecoder();
            var random = new Random(7);
            var pcm = new float[OpusPacket.MaxSamples];
            for (int i = 0; i < 5_000; i++)
            {
                var payload = new byte[random.Next(0, 200)];
                random.NextBytes(payload);
                int samples = decoder.Decode(payload, pcm);
                Assert.That(samples, Is.InRange((int)OpusStatus.AllocationFailed, OpusPacket.MaxSamples));
                if (samples > 0 && OpusPacket.TryGetSamples(payload, out int told))
                    Assert.That(told, Is.EqualTo(samples));
            }
            Assert.That(decoder.Decode(default, pcm), Is.EqualTo((int)OpusStatus.InvalidPacket));
        }

        [Test]
        public void WrongFrameLength_IsAStatus()
        {
            using IOpusEncoder encoder = OpusLibrary.CreateEncoder(OpusApplication.Voip);
            Assert.That(encoder.Encode(new float[961], new byte[1275]), Is.EqualTo((int)OpusStatus.BadArgument));
            Assert.That(encoder.Encode(new float[960], default), Is.EqualTo((int)OpusStatus.BadArgument));
        }

        [Test]
        public void Disposed_ThrowsInsteadOfTouchingFreedMemory()
        {
            IOpusDecoder decoder = OpusLibrary.CreateDecoder();
            decoder.Dispose();
            decoder.Dispose();
            Assert.That(() => decoder.Conceal(new float[960]), Throws.TypeOf<ObjectDisposedException>());
        }

        [Test]
        public void EncodingAndDecoding_AllocateNothing()
        {
            using IOpusEncoder encoder = OpusLibrary.CreateEncoder(OpusApplication.Voip);
            using IOpusDecoder decoder = OpusLibrary.CreateDecoder();
            encoder.Complexity = 0;
            var payload = new byte[OpusPacket.MaxFrameBytes];
            var pcm = new float[Frame];
            int frame = 0;
            long allocated = Allocation.Of(10_000, () =>
            {
                int length = encoder.Encode(Voice.AsSpan(frame++ % 200 * Frame, Frame), payload);
                decoder.Decode(payload.AsSpan(0, length), pcm);
                if (frame % 10 == 0) decoder.DecodeFec(payload.AsSpan(0, length), pcm);
                if (frame % 10 == 5) decoder.Conceal(pcm);
            });
            Assert.That(allocated, Is.Zero);
        }

        private delegate int Repair(IOpusDecoder decoder, List<byte[]> packets, int frame, Span<float> pcm);

        private static bool IsLost(int frame) => frame % 10 == 5;

        private static List<byte[]> Encode(Action<IOpusEncoder>? set = null)
        {
            using IOpusEncoder encoder = OpusLibrary.CreateEncoder(OpusApplication.Voip);
            set?.Invoke(encoder);
            var packets = new List<byte[]>();
            var payload = new byte[OpusPacket.MaxFrameBytes];
            for (int at = 0; at + Frame <= Voice.Length; at += Frame)
            {
                int length = encoder.Encode(Voice.AsSpan(at, Frame), payload);
                Assert.That(length, Is.GreaterThan(0));
                packets.Add(payload.AsSpan(0, length).ToArray());
            }
            return packets;
        }

        private static float[] Decode(List<byte[]> packets, Func<int, bool> isLost, Repair repair)
        {
            using IOpusDecoder decoder = OpusLibrary.CreateDecoder();
            var heard = new float[packets.Count * Frame];
            for (int frame = 0; frame < packets.Count; frame++)
            {
                Span<float> pcm = heard.AsSpan(frame * Frame, Frame);
                int samples = isLost(frame)
                    ? repair(decoder, packets, frame, pcm)
                    : decoder.Decode(packets[frame], pcm);
                Assert.That(samples, Is.EqualTo(Frame));
            }
            return heard;
        }

        // The mean over lost frames in which somebody spoke.
        private static double AlikeWhereLost(float[] clean, float[] repaired)
        {
            double sum = 0;
            int count = 0;
            for (int frame = 5; frame < clean.Length / Frame; frame += 10)
            {
                ReadOnlySpan<float> wanted = clean.AsSpan(frame * Frame, Frame);
                if (Waveform.LargestStep(wanted) < 0.01) continue;
                sum += Waveform.Correlation(wanted, repaired.AsSpan(frame * Frame, Frame));
                count++;
            }
            return sum / count;
        }

        private static int Length(List<byte[]> packets)
        {
            int sum = 0;
            foreach (byte[] packet in packets) sum += packet.Length;
            return sum;
        }
    }
}
