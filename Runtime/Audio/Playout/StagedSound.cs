#nullable enable
using System;

namespace Earshot.Audio.Playout
{
    /// <summary>Decoded sound on its way out, a little at a time: what has not left yet can still be stretched. It
    /// remembers what left last, since a pitch period may reach back into it.
    /// It has room for two packets of 20 ms, and grows when longer ones come.</summary>
    internal sealed class StagedSound
    {
        private const int Memory = TimeStretch.MaxSamples + TimeStretch.Seam;

        private const int Usual = 2 * 960;
        private const int Slack = 2 * TimeStretch.MaxSamples;

        private float[] _pcm = new float[Memory + Usual + Slack];
        private int _from = Memory;
        private int _to = Memory;

        /// <summary>How many samples wait.</summary>
        internal int Count => _to - _from;

        /// <summary>Begins anew, with nothing to remember.</summary>
        internal void Clear()
        {
            Array.Clear(_pcm, 0, Memory);
            _from = _to = Memory;
        }

        /// <summary>Appends sound to what waits.</summary>
        internal void Add(ReadOnlySpan<float> pcm)
        {
            // What waits and what is remembered move to the front.
            ReadOnlySpan<float> kept = _pcm.AsSpan(_from - Memory, Memory + Count);
            int needed = kept.Length + pcm.Length + Slack;
            if (needed > _pcm.Length) _pcm = new float[Math.Max(needed, 2 * _pcm.Length)];
            kept.CopyTo(_pcm);
            _to = Memory + Count;
            _from = Memory;
            pcm.CopyTo(_pcm.AsSpan(_to));
            _to += pcm.Length;
        }

        /// <summary>The oldest samples, at most so many; valid until the next call of another method.</summary>
        internal ReadOnlySpan<float> Take(int most)
        {
            int count = Math.Min(most, Count);
            _from += count;
            return _pcm.AsSpan(_from - count, count);
        }

        /// <summary>Takes up to <paramref name="most"/> samples out where the sound resembles itself, and returns how
        /// many.</summary>
        internal int Shorten(int most, float leastSimilarity)
        {
            int removed = TimeStretch.Shorten(_pcm.AsSpan(_from, Count), most, leastSimilarity);
            _to -= removed;
            return removed;
        }

        /// <summary>Repeats up to <paramref name="most"/> samples at the end of what waits, and returns how
        /// many.</summary>
        internal int Lengthen(int most, float leastSimilarity)
        {
            if (Count < TimeStretch.Seam) return 0;
            int begin = _from - Memory;
            int inserted = TimeStretch.Lengthen(_pcm.AsSpan(begin), _to - begin, most, leastSimilarity);
            _to += inserted;
            return inserted;
        }
    }
}
