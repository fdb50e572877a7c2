#nullable enable
using System;
using System.Collections.Generic;

namespace Earshot.Tests
{
    /// <summary>Hears the numbers of <see cref="StampDecoder"/>: when each sample was spoken, hence how long it took
    /// from mouth to ear, the 20 ms of its frame and what the link took included.</summary>
    public sealed class StampListener
    {
        private readonly List<double> _milliseconds = new List<double>();
        private double _last = -1;

        /// <summary>Samples heard that do not follow the one before: cuts, repeats, pauses.</summary>
        public int Breaks { get; private set; }

        /// <summary>Samples heard that were made up, or silence.</summary>
        public int Blanks { get; private set; }

        /// <summary>From mouth to ear in milliseconds, the middle of all heard since <see cref="Forget"/>.</summary>
        public double Median => Sorted()[_milliseconds.Count / 2];

        /// <summary>The longest.</summary>
        public double Worst => Sorted()[_milliseconds.Count - 1];

        public void Hear(long now, float[] block)
        {
            for (int i = 0; i < block.Length; i++)
            {
                if (block[i] == 0) Blanks++;
                else if (block[i] != (_last + 1) % StampDecoder.Wrap) Breaks++;
                _last = block[i];
            }
            if (block[0] == 0) return;
            double elapsed = now * 0.048 - block[0];
            elapsed -= Math.Floor(elapsed / StampDecoder.Wrap) * StampDecoder.Wrap;
            _milliseconds.Add(elapsed / 48);
        }

        /// <summary>Begins anew.</summary>
        public void Forget()
        {
            _milliseconds.Clear();
            Breaks = 0;
            Blanks = 0;
        }

        private List<double> Sorted()
        {
            _milliseconds.Sort();
            return _milliseconds;
        }
    }
}
