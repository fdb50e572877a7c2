#nullable enable
using System;
using System.Threading;
using Earshot.Audio;
using Earshot.Rooms;

namespace Earshot
{
    /// <summary>The audio thread's part of a remote <see cref="Voice"/>. The AudioSource plays ones, which Unity's
    /// panner and rolloff turn into a gain a channel; multiplying them by the voice keeps both. No lock, log,
    /// allocation or Unity API here.</summary>
    internal sealed class VoiceSpeaker
    {
        private const int VoiceRate = 48_000;
        private const int Slice = 480;

        private readonly Resampler? _resampler;
        private readonly float[] _read = new float[Slice];
        private readonly float[] _mono = new float[Slice];
        private readonly float[] _surplus;
        private int _surplusCount;
        private float _gain = 1;
        private RemoteVoice? _voice;
        private bool _isMuted;

        /// <param name="outputRate">AudioSettings.outputSampleRate, in Hz.</param>
        public VoiceSpeaker(int outputRate)
        {
            if (outputRate != VoiceRate) _resampler = new Resampler(VoiceRate, outputRate);
            _surplus = new float[_resampler?.MaxOutput(Slice) ?? 0];
        }

        /// <summary>Who is heard; null for silence. Set on the main thread.</summary>
        public RemoteVoice? Voice
        {
            get => Volatile.Read(ref _voice);
            set => Volatile.Write(ref _voice, value);
        }

        /// <summary>True to be silent, by a short fade. Set on the main thread.</summary>
        public bool IsMuted
        {
            get => Volatile.Read(ref _isMuted);
            set => Volatile.Write(ref _isMuted, value);
        }

        /// <summary>Multiplies interleaved samples by the voice. Audio thread.</summary>
        public void Multiply(float[] data, int channels)
        {
            RemoteVoice? voice = Voice;
            if (voice == null)
            {
                Array.Clear(data, 0, data.Length);
                return;
            }

            float target = IsMuted ? 0 : 1;
            int frames = data.Length / channels;
            for (int start = 0; start < frames; start += Slice)
            {
                int count = Math.Min(Slice, frames - start);
                Span<float> mono = _mono.AsSpan(0, count);
                Fill(voice, mono);
                float step = (target - _gain) / count;
                for (int i = 0; i < count; i++)
                {
                    _gain += step;
                    float sample = mono[i] * _gain;
                    for (int c = 0; c < channels; c++) data[(start + i) * channels + c] *= sample;
                }

                _gain = target;
            }
        }

        private void Fill(RemoteVoice voice, Span<float> mono)
        {
            if (_resampler == null)
            {
                voice.Read(mono);
                return;
            }

            while (mono.Length > 0)
            {
                if (_surplusCount == 0)
                {
                    voice.Read(_read);
                    _surplusCount = _resampler.Process(_read, _surplus);
                }

                int count = Math.Min(_surplusCount, mono.Length);
                _surplus.AsSpan(0, count).CopyTo(mono);
                mono = mono.Slice(count);
                _surplusCount -= count;
                _surplus.AsSpan(count, _surplusCount).CopyTo(_surplus);
            }
        }
    }
}
