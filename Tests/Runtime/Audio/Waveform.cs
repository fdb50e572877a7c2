#nullable enable
using System;

namespace Earshot.Tests
{
    /// <summary>What can be said of two pieces of sound.</summary>
    public static class Waveform
    {
        /// <summary>How alike two pieces are, -1 to 1, whatever their loudness.</summary>
        public static double Correlation(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        {
            double ab = 0, aa = 0, bb = 0;
            for (int i = 0; i < Math.Min(a.Length, b.Length); i++)
            {
                ab += a[i] * b[i];
                aa += a[i] * a[i];
                bb += b[i] * b[i];
            }
            return aa * bb == 0 ? 0 : ab / Math.Sqrt(aa * bb);
        }

        /// <summary>The shift of <paramref name="later"/>, in samples, at which it is most like <paramref
        /// name="earlier"/>. </summary>
        public static int Lag(ReadOnlySpan<float> earlier, ReadOnlySpan<float> later, int most)
        {
            int best = 0;
            double highest = double.MinValue;
            for (int lag = 0; lag <= most; lag++)
            {
                int length = Math.Min(earlier.Length, later.Length - lag);
                double alike = Correlation(earlier.Slice(0, length), later.Slice(lag));
                if (alike <= highest) continue;
                highest = alike;
                best = lag;
            }
            return best;
        }

        /// <summary>Signal to noise in decibels of a sound that should be <paramref name="wanted"/>.</summary>
        public static double SnrDecibels(ReadOnlySpan<float> wanted, ReadOnlySpan<float> got)
        {
            double signal = 0, noise = 0;
            for (int i = 0; i < Math.Min(wanted.Length, got.Length); i++)
            {
                signal += wanted[i] * wanted[i];
                noise += (got[i] - wanted[i]) * (got[i] - wanted[i]);
            }
            return 10 * Math.Log10(signal / Math.Max(noise, 1e-20));
        }

        /// <summary>The largest step between neighbouring samples: what a click would raise.</summary>
        public static double LargestStep(ReadOnlySpan<float> pcm)
        {
            double largest = 0;
            for (int i = 1; i < pcm.Length; i++) largest = Math.Max(largest, Math.Abs(pcm[i] - pcm[i - 1]));
            return largest;
        }
    }
}
