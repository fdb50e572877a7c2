#nullable enable
using System;

namespace Earshot.Tests
{
    /// <summary>Sound that codec and time stretch take for speech: vowels of a gliding pitch, with pauses, the same on
    /// every run.</summary>
    public static class SyntheticVoice
    {
        private static readonly double[] Formants = { 700, 1220, 2600 };

        /// <summary>So many seconds at 48 kHz, mono, peaking near 0.5.</summary>
        public static float[] Speak(double seconds)
        {
            var pcm = new float[(int)(seconds * 48_000)];
            double phase = 0;
            for (int i = 0; i < pcm.Length; i++)
            {
                double t = i / 48_000.0;
                double pitch = 130 + 25 * Math.Sin(2 * Math.PI * 0.7 * t) + 10 * Math.Sin(2 * Math.PI * 2.3 * t);
                phase += pitch / 48_000;
                pcm[i] = (float)(0.5 * Syllables(t) * Vowel(phase, pitch));
            }
            return pcm;
        }

        /// <summary>A sine of an amplitude.</summary>
        public static float[] Sine(double hertz, double seconds, float amplitude = 0.5f, int rate = 48_000)
        {
            var pcm = new float[(int)(seconds * rate)];
            for (int i = 0; i < pcm.Length; i++) pcm[i] = (float)(amplitude * Math.Sin(2 * Math.PI * hertz * i / rate));
            return pcm;
        }

        private static double Vowel(double phase, double pitch)
        {
            double sum = 0;
            for (int harmonic = 1; harmonic * pitch < 4000; harmonic++)
            {
                double gain = 0.02 / harmonic;
                foreach (double formant in Formants)
                    gain += Math.Exp(-Math.Pow((harmonic * pitch - formant) / 150, 2)) * 0.3;
                sum += gain * Math.Sin(2 * Math.PI * harmonic * phase + harmonic);
            }
            return sum / 1.5;
        }

        // Four syllables a second, every fifth left out.
        private static double Syllables(double t)
        {
            if ((int)(t * 4) % 5 == 4) return 0;
            double within = Math.Sin(Math.PI * (t * 4 % 1));
            return within * within;
        }
    }
}
