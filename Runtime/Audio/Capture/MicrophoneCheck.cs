#nullable enable
using System;
using System.Threading;

namespace Earshot.Audio.Capture
{
    /// <summary>Notices a microphone that is silent or too loud. One thread adds, any thread reads.
    /// <para>A working microphone is never exactly zero: even a quiet room has noise. So 2 s of zeros mean a switch, a
    /// missing permission or the wrong device. Clipping is judged a second at a time: five runs of three samples or
    /// more at full scale, which speech that fits has none of, and it is over after three seconds without.</para>
    /// </summary>
    public sealed class MicrophoneCheck
    {
        private const int Second = 48_000;
        private const int SilentSamples = 2 * Second;
        private const float Silence = 1e-6f;
        private const float FullScale = 0.99f;
        private const int CutRun = 3;
        private const int CutsOfTrouble = 5;
        private const int CalmSeconds = 3;

        private int _zeros;
        private int _run;
        private int _cuts;
        private int _samples;
        private int _calm = CalmSeconds;
        private int _trouble;

        /// <summary>What is wrong now.</summary>
        public MicrophoneTrouble Trouble => (MicrophoneTrouble)Volatile.Read(ref _trouble);

        /// <summary>The same as a sentence for the player; empty when nothing is wrong.</summary>
        public string Sentence
        {
            get
            {
                switch (Trouble)
                {
                    case MicrophoneTrouble.Silent:
                        return "Your microphone is silent: check its switch, the system's permission and which " +
                               "microphone is chosen.";
                    case MicrophoneTrouble.Clipping:
                        return "Your microphone is too loud and distorts: turn its level down or move away from it.";
                    default: return "";
                }
            }
        }

        /// <summary>Takes any number of 48 kHz samples as the microphone gave them.</summary>
        public void Add(ReadOnlySpan<float> pcm)
        {
            foreach (float sample in pcm)
            {
                float magnitude = Math.Abs(sample);
                _zeros = magnitude < Silence ? Math.Min(_zeros + 1, SilentSamples) : 0;
                _run = magnitude >= FullScale ? _run + 1 : 0;
                if (_run == CutRun) _cuts++;
                if (++_samples == Second) CloseSecond();
            }
            Volatile.Write(ref _trouble, (int)Judge());
        }

        private MicrophoneTrouble Judge()
        {
            if (_zeros == SilentSamples) return MicrophoneTrouble.Silent;
            bool isClipping = _cuts >= CutsOfTrouble || _calm < CalmSeconds;
            return isClipping ? MicrophoneTrouble.Clipping : MicrophoneTrouble.None;
        }

        private void CloseSecond()
        {
            _calm = _cuts >= CutsOfTrouble ? 0 : Math.Min(_calm + 1, CalmSeconds);
            _cuts = 0;
            _samples = 0;
        }
    }
}
