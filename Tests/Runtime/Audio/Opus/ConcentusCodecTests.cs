#nullable enable
#if EARSHOT_CONCENTUS
using System;
using Earshot.Audio.Opus;
using NUnit.Framework;

namespace Earshot.Tests
{
    public sealed class ConcentusCodecTests : OpusCodecSuite
    {
        protected override IOpusCodec Codec { get; } = new ConcentusCodec();

        protected override int MostBytesAFrame => 200_000;

        [Test]
        public void ItLooksForNoLibopusOfItsOwn() =>
            Assert.That(Codec.Version, Does.StartWith("Concentus"), "a native one would tell libopus's version");

        [Test]
        public void EachCodecUnderstandsTheOther([Values] bool concentusSpeaks)
        {
            IOpusCodec libopus = new LibOpusCodec();
            Assert.That(libopus.TryLoad(out string error), Is.True, error);
            using IOpusEncoder encoder =
                (concentusSpeaks ? Codec : libopus).CreateEncoder(OpusApplication.Voip);
            using IOpusDecoder decoder = (concentusSpeaks ? libopus : Codec).CreateDecoder();
            float[] said = SyntheticVoice.Speak(2);
            var heard = new float[said.Length];
            var payload = new byte[OpusPacket.MaxFrameBytes];
            for (int at = 0; at < said.Length; at += OpusLibrary.FrameSamples)
            {
                int length = encoder.Encode(said.AsSpan(at, OpusLibrary.FrameSamples), payload);
                decoder.Decode(payload.AsSpan(0, length), heard.AsSpan(at, OpusLibrary.FrameSamples));
            }

            int lag = Waveform.Lag(said.AsSpan(0, 24_000), heard.AsSpan(0, 24_000), 400);
            Assert.That(Waveform.Correlation(said, heard.AsSpan(lag)), Is.GreaterThan(0.94));
        }
    }
}
#endif
