#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Audio.Opus;
using NUnit.Framework;

namespace Earshot.Tests
{
    // Its settings, what it refuses, and what it costs.
    public abstract partial class OpusCodecSuite
    {
        /// <summary>Bytes that encoding a 20 ms frame and decoding it again may allocate, at most.</summary>
        protected abstract int MostBytesAFrame { get; }

        [Test]
        public void PacketTellsItsDurationAndWhetherItCarriesTheOneBefore([Values(480, 960, 1920, 2880)] int samples)
        {
            List<byte[]> packets = Encode(Voice, samples);
            foreach (byte[] packet in packets)
            {
                Assert.That(OpusPacket.TryGetSamples(packet, out int told), Is.True);
                Assert.That(told, Is.EqualTo(samples));
            }

            if (samples > Frame) return; // at this rate two or three frames in one packet, of which FEC is not told
            int carrying = packets.Count(packet => OpusPacket.CarriesFec(packet));
            Assert.That(carrying, Is.GreaterThan(packets.Count / 2), "spoken frames are carried twice");
            List<byte[]> without = Encode(Voice, samples, encoder => encoder.ExpectedLossPercent = 0);
            Assert.That(without.Exists(packet => OpusPacket.CarriesFec(packet)), Is.False);
        }

        [Test]
        public void Bitrate_IsKept([Values(8_000, 16_000, 32_000, 64_000)] int bitrate)
        {
            List<byte[]> packets = Encode(Voice, Frame, encoder => encoder.Bitrate = bitrate);
            double kept = packets.Sum(packet => packet.Length) * 8 / 4.0;
            Assert.That(kept, Is.InRange(0.5 * bitrate, 1.2 * bitrate), "bits a second");
        }

        [Test]
        public void Settings_StartAsSaidAndRefuseWhatIsOutOfRange()
        {
            using IOpusEncoder encoder = Codec.CreateEncoder(OpusApplication.Voip);
            Assert.That(encoder.Bitrate, Is.EqualTo(40_000));
            Assert.That(encoder.ExpectedLossPercent, Is.EqualTo(10));
            Assert.That(encoder.Complexity, Is.EqualTo(9));
            Assert.That(encoder.UsesDtx, Is.False);
            Assert.That(() => encoder.Bitrate = 1, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => encoder.ExpectedLossPercent = 101, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => encoder.Complexity = 11, Throws.TypeOf<ArgumentOutOfRangeException>());
            encoder.ExpectedLossPercent = 30;
            encoder.UsesDtx = true;
            Assert.That(encoder.ExpectedLossPercent, Is.EqualTo(30));
            Assert.That(encoder.UsesDtx, Is.True);
        }

        [Test]
        public void SilenceWithoutDtx_IsStillSentInEveryFrame()
        {
            List<byte[]> packets = Encode(new float[Voice.Length], Frame);
            Assert.That(packets.Min(packet => packet.Length), Is.GreaterThan(2), "DTX sends 2 bytes or fewer");
        }

        [Test]
        public void Garbage_IsAStatusNotAnException()
        {
            using IOpusDecoder decoder = Codec.CreateDecoder();
            var random = new Random(7);
            var pcm = new float[OpusPacket.MaxSamples];
            for (int i = 0; i < 3_000; i++)
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
        public void DamagedPackets_AreAStatusNotAnExceptionAndTheNextVoiceIsHeard()
        {
            List<byte[]> packets = Encode(Voice, Frame);
            using IOpusDecoder decoder = Codec.CreateDecoder();
            var random = new Random(11);
            var pcm = new float[OpusPacket.MaxSamples];
            foreach (byte[] packet in packets)
            {
                byte[] damaged = packet.AsSpan(0, random.Next(1, packet.Length + 1)).ToArray();
                for (int flips = random.Next(0, 8); flips > 0; flips--)
                    damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                int samples = random.Next(3) switch
                {
                    0 => decoder.DecodeFec(damaged, pcm.AsSpan(0, Frame)),
                    _ => decoder.Decode(damaged, pcm),
                };
                Assert.That(samples, Is.InRange((int)OpusStatus.AllocationFailed, OpusPacket.MaxSamples));
            }

            var heard = new float[Voice.Length];
            for (int i = 0; i < packets.Count; i++)
                Assert.That(decoder.Decode(packets[i], heard.AsSpan(i * Frame, Frame)), Is.EqualTo(Frame));
            AssertAlike(Voice.AsSpan(48_000).ToArray(), heard.AsSpan(48_000).ToArray(), 0.94);
        }

        [Test]
        public void TooLittleRoom_IsAStatus()
        {
            using IOpusDecoder decoder = Codec.CreateDecoder();
            byte[] packet = Encode(Voice, Frame)[10];
            Assert.That(decoder.Decode(packet, new float[480]), Is.EqualTo((int)OpusStatus.BufferTooSmall));
            Assert.That(decoder.Conceal(default), Is.EqualTo((int)OpusStatus.BadArgument));
        }

        [Test]
        public void WrongFrameLength_IsAStatus()
        {
            using IOpusEncoder encoder = Codec.CreateEncoder(OpusApplication.Voip);
            Assert.That(encoder.Encode(new float[961], new byte[1275]), Is.EqualTo((int)OpusStatus.BadArgument));
            Assert.That(encoder.Encode(new float[960], default), Is.EqualTo((int)OpusStatus.BadArgument));
        }

        [Test]
        public void Disposed_ThrowsInsteadOfTouchingFreedMemory()
        {
            IOpusDecoder decoder = Codec.CreateDecoder();
            decoder.Dispose();
            decoder.Dispose();
            Assert.That(() => decoder.Conceal(new float[960]), Throws.TypeOf<ObjectDisposedException>());
            IOpusEncoder encoder = Codec.CreateEncoder(OpusApplication.Voip);
            encoder.Dispose();
            encoder.Dispose();
            Assert.That(
                () => encoder.Encode(new float[960], new byte[1275]), Throws.TypeOf<ObjectDisposedException>());
        }

        [Test]
        public void EncodingAndDecoding_AllocateNoMoreThanStated()
        {
            using IOpusEncoder encoder = Codec.CreateEncoder(OpusApplication.Voip);
            using IOpusDecoder decoder = Codec.CreateDecoder();
            var payload = new byte[OpusPacket.MaxFrameBytes];
            var pcm = new float[Frame];
            int frame = 0;
            const int Frames = 1_000;
            long allocated = Allocation.Of(Frames, () =>
            {
                int length = encoder.Encode(Voice.AsSpan(frame++ % 200 * Frame, Frame), payload);
                decoder.Decode(payload.AsSpan(0, length), pcm);
                if (frame % 10 == 0) decoder.DecodeFec(payload.AsSpan(0, length), pcm);
                if (frame % 10 == 5) decoder.Conceal(pcm);
            });
            TestContext.WriteLine($"{Codec.Version}: {allocated / Frames} bytes a frame");
            Assert.That(allocated, Is.LessThanOrEqualTo((long)MostBytesAFrame * Frames));
        }
    }
}
