#nullable enable
using System;
using Earshot.Audio.Opus;

namespace Earshot.Audio.Playout
{
    /// <summary>Makes sound of packets and of their absence. What is made up fades out from 60 to 120 ms: a longer gap
    /// is better heard as silence than as a robot's hum. Works in one buffer; each call overwrites the last
    /// one's. It has room for 20 ms, and grows once when a longer packet comes.</summary>
    internal sealed class ConcealingDecoder : IDisposable
    {
        /// <summary>What is made up at a time: 10 ms, the least that Opus's speech mode makes without a
        /// break.</summary>
        internal const int Step = 480;

        private const int FadeStarts = 2880;
        private const int FadeEnds = 5760;

        private readonly IOpusDecoder _opus;
        private float[] _pcm = new float[OpusLibrary.FrameSamples];
        private int _madeUp;

        internal ConcealingDecoder(IOpusDecoder opus) => _opus = opus;

        /// <summary>The buffer: the samples of the last call.</summary>
        internal ReadOnlySpan<float> Pcm => _pcm;

        /// <summary>True when nothing but silence is left to be made up.</summary>
        internal bool IsFaded => _madeUp >= FadeEnds;

        /// <summary>Decodes a packet of that duration and returns its samples, or false when it is corrupt.</summary>
        internal bool TryDecode(ReadOnlySpan<byte> payload, int duration, out int samples)
        {
            MakeRoom(duration);
            samples = _opus.Decode(payload, _pcm);
            if (samples > 0) _madeUp = 0;
            return samples > 0;
        }

        /// <summary>Decodes a lost packet of that duration from its successor; false when that is corrupt.</summary>
        internal bool TryRecover(ReadOnlySpan<byte> nextPayload, int samples)
        {
            MakeRoom(samples);
            bool isRecovered = _opus.DecodeFec(nextPayload, _pcm.AsSpan(0, samples)) == samples;
            if (isRecovered) _madeUp = 0;
            return isRecovered;
        }

        /// <summary>Makes up the next <see cref="Step"/> samples.</summary>
        internal void Conceal()
        {
            Span<float> pcm = _pcm.AsSpan(0, Step);
            if (_opus.Conceal(pcm) != Step) pcm.Clear();
            if (_madeUp + Step > FadeStarts) Fade(pcm);
            _madeUp += Step;
        }

        public void Dispose() => _opus.Dispose();

        private void MakeRoom(int samples)
        {
            if (samples > _pcm.Length) _pcm = new float[OpusPacket.MaxSamples];
        }

        private void Fade(Span<float> pcm)
        {
            for (int i = 0; i < pcm.Length; i++)
            {
                float gain = (FadeEnds - _madeUp - i) / (float)(FadeEnds - FadeStarts);
                pcm[i] *= Math.Min(1f, Math.Max(0f, gain));
            }
        }
    }
}
