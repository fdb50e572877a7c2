#nullable enable
using System;
using System.Threading;

namespace Earshot.Audio
{
    /// <summary>How loud a voice is and whether somebody speaks, over windows of 20 ms. One thread adds, any thread
    /// reads.
    /// <para>Speaking starts with the first window above -40 dBFS RMS and ends when all windows of 300 ms lay below -46
    /// dBFS: quiet consonants and pauses between words do not end it, and a level in between keeps what was.</para>
    /// </summary>
    public sealed class LevelMeter
    {
        /// <summary>The level of digital silence, and the lowest reported, in dBFS.</summary>
        public const float SilenceDecibels = -100f;

        private const int WindowSamples = 960;
        private const int HoldWindows = 15;
        private const float SpeakingStarts = -40f;
        private const float SpeakingEnds = -46f;
        private const float LevelFloor = -60f;
        private const float LevelRelease = 0.2f;

        private double _energy;
        private float _highest;
        private int _samples;
        private int _quietWindows;

        private float _rms = SilenceDecibels;
        private float _peak = SilenceDecibels;
        private float _level;
        private bool _isSpeaking;

        /// <summary>Root mean square of the last window in dBFS, where a sine of full scale has -3.</summary>
        public float RmsDecibels => Volatile.Read(ref _rms);

        /// <summary>Largest magnitude of the last window in dBFS.</summary>
        public float PeakDecibels => Volatile.Read(ref _peak);

        /// <summary>0 to 1 for a meter on screen: -60 dBFS RMS to 0 dBFS, rising at once, falling by 20 % a
        /// window.</summary>
        public float Level => Volatile.Read(ref _level);

        /// <summary>Whether somebody speaks.</summary>
        public bool IsSpeaking => Volatile.Read(ref _isSpeaking);

        /// <summary>Takes any number of 48 kHz samples; results change with each whole window.</summary>
        public void Add(ReadOnlySpan<float> pcm)
        {
            foreach (float sample in pcm)
            {
                _energy += sample * sample;
                _highest = Math.Max(_highest, Math.Abs(sample));
                if (++_samples == WindowSamples) CloseWindow();
            }
        }

        /// <summary>Decibels relative to full scale of a magnitude, not below <see cref="SilenceDecibels"/>.</summary>
        public static float ToDecibels(double magnitude) =>
            magnitude <= 1e-5 ? SilenceDecibels : (float)(20 * Math.Log10(magnitude));

        private void CloseWindow()
        {
            float rms = ToDecibels(Math.Sqrt(_energy / WindowSamples));
            Volatile.Write(ref _rms, rms);
            Volatile.Write(ref _peak, ToDecibels(_highest));
            float loudness = Math.Min(1f, Math.Max(0f, 1f - rms / LevelFloor));
            Volatile.Write(ref _level, loudness > _level ? loudness : _level + (loudness - _level) * LevelRelease);
            Volatile.Write(ref _isSpeaking, JudgeSpeaking(rms));
            _energy = 0;
            _highest = 0;
            _samples = 0;
        }

        private bool JudgeSpeaking(float rms)
        {
            _quietWindows = rms < SpeakingEnds ? _quietWindows + 1 : 0;
            return _isSpeaking ? _quietWindows < HoldWindows : rms > SpeakingStarts;
        }
    }
}
