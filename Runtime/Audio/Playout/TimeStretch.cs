#nullable enable
using System;

namespace Earshot.Audio.Playout
{
    /// <summary>Takes a stretch of sound out of a frame, or repeats one, where the waveform resembles itself: a pitch
    /// period of a voice. The seam is a crossfade of 2 ms, so neither a click nor a change of pitch is heard. The
    /// frame's first and last samples stay, hence frames still join.</summary>
    internal static class TimeStretch
    {
        /// <summary>The most that one call takes out or puts in: 15 ms, the period of a voice of 67 Hz.</summary>
        internal const int MaxSamples = 720;

        /// <summary>The least, but where it is quiet: 2.5 ms.</summary>
        internal const int MinSamples = 120;

        internal const int Seam = 96;
        private const int CoarseStep = 4;
        private const float QuietPower = 1e-6f;

        /// <summary>Shortens the frame in place by up to <paramref name="most"/> samples and returns how many; 0 when
        /// it is nowhere similar enough to itself. Quiet frames count as similar everywhere.</summary>
        internal static int Shorten(Span<float> frame, int most, float leastSimilarity)
        {
            most = Math.Min(Math.Min(most, MaxSamples), frame.Length - Seam);
            if (most <= 0) return 0;
            int lag = IsQuiet(frame) ? most : BestLag(frame, 0, 1, most, leastSimilarity);
            if (lag == 0) return 0;
            for (int i = 0; i < Seam; i++) frame[i] = Mix(frame[i], frame[i + lag], i);
            frame.Slice(lag + Seam).CopyTo(frame.Slice(Seam));
            return lag;
        }

        /// <summary>Lengthens the first <paramref name="length"/> samples in place by up to <paramref name="most"/> and
        /// returns by how many; <paramref name="frame"/> has room for them.</summary>
        internal static int Lengthen(Span<float> frame, int length, int most, float leastSimilarity)
        {
            most = Math.Min(Math.Min(most, MaxSamples), Math.Min(length - Seam, frame.Length - length));
            if (most < MinSamples) return 0;
            int seam = length - Seam;
            int lag = IsQuiet(frame.Slice(0, length)) ? most : BestLag(frame, seam, -1, most, leastSimilarity);
            if (lag == 0) return 0;
            frame.Slice(length - lag, lag).CopyTo(frame.Slice(length));
            // Downwards, because a lag shorter than the seam reads what the seam overwrites.
            for (int i = Seam - 1; i >= 0; i--) frame[seam + i] = Mix(frame[seam + i], frame[seam + i - lag], i);
            return lag;
        }

        private static float Mix(float from, float to, int i)
        {
            float share = (i + 0.5f) / Seam;
            return from + (to - from) * share;
        }

        private static bool IsQuiet(ReadOnlySpan<float> pcm) => Dot(pcm, pcm) < QuietPower * pcm.Length;

        // The distance at which what lies at `at` is found again, forwards or backwards; 0 when it is not.
        private static int BestLag(ReadOnlySpan<float> frame, int at, int direction, int most, float leastSimilarity)
        {
            int best = 0;
            float highest = leastSimilarity;
            for (int lag = MinSamples; lag <= most; lag += CoarseStep)
                Consider(frame, at, direction, lag, ref best, ref highest);
            if (best == 0) return 0;
            int last = Math.Min(most, best + CoarseStep - 1);
            for (int lag = Math.Max(MinSamples, best - CoarseStep + 1); lag <= last; lag++)
                Consider(frame, at, direction, lag, ref best, ref highest);
            return best;
        }

        private static void Consider(
            ReadOnlySpan<float> frame, int at, int direction, int lag, ref int best, ref float highest)
        {
            ReadOnlySpan<float> here = frame.Slice(at, Seam);
            ReadOnlySpan<float> there = frame.Slice(at + direction * lag, Seam);
            float power = Dot(here, here) * Dot(there, there);
            float similarity = power > 0 ? Dot(here, there) / (float)Math.Sqrt(power) : 0;
            if (similarity <= highest) return;
            highest = similarity;
            best = lag;
        }

        private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        {
            float sum = 0;
            for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
            return sum;
        }
    }
}
