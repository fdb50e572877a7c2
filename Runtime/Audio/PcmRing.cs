#nullable enable
using System;
using System.Threading;

namespace Earshot.Audio
{
    /// <summary>A queue of samples between one writing and one reading thread, without a lock: each side owns one
    /// count, publishes it after it touched the samples, and reads the other's before.</summary>
    public sealed class PcmRing
    {
        private readonly float[] _samples;
        private readonly int _mask;

        // Samples ever written and ever read; both wrap, their difference does not.
        private int _written;
        private int _read;

        /// <summary>A ring of at least that many samples; the capacity is the next power of two.</summary>
        public PcmRing(int atLeast)
        {
            if (atLeast < 1 || atLeast > 1 << 24)
                throw new ArgumentOutOfRangeException(nameof(atLeast), atLeast, "A ring holds 1 to 2^24 samples.");
            int capacity = 1;
            while (capacity < atLeast) capacity <<= 1;
            _samples = new float[capacity];
            _mask = capacity - 1;
        }

        /// <summary>How many samples it can hold.</summary>
        public int Capacity => _samples.Length;

        /// <summary>How many samples wait. It may only have grown when the reader sees it, only shrunk when the writer
        /// does. </summary>
        public int Count => Volatile.Read(ref _written) - Volatile.Read(ref _read);

        /// <summary>Appends what fits and returns how much that was. Writing thread only.</summary>
        public int Write(ReadOnlySpan<float> pcm)
        {
            int count = Math.Min(pcm.Length, Capacity - (_written - Volatile.Read(ref _read)));
            int at = _written & _mask;
            int untilEnd = Math.Min(count, Capacity - at);
            pcm.Slice(0, untilEnd).CopyTo(_samples.AsSpan(at));
            pcm.Slice(untilEnd, count - untilEnd).CopyTo(_samples);
            Volatile.Write(ref _written, _written + count);
            return count;
        }

        /// <summary>Takes the oldest samples and returns how many there were, at most <c>pcm.Length</c>. Reading thread
        /// only. </summary>
        public int Read(Span<float> pcm)
        {
            int count = Math.Min(pcm.Length, Volatile.Read(ref _written) - _read);
            int at = _read & _mask;
            int untilEnd = Math.Min(count, Capacity - at);
            _samples.AsSpan(at, untilEnd).CopyTo(pcm);
            _samples.AsSpan(0, count - untilEnd).CopyTo(pcm.Slice(untilEnd));
            Volatile.Write(ref _read, _read + count);
            return count;
        }

        /// <summary>Throws away the oldest samples and returns how many there were, at most <paramref name="count"/>.
        /// Reading thread only.</summary>
        public int Discard(int count)
        {
            count = Math.Min(count, Volatile.Read(ref _written) - _read);
            Volatile.Write(ref _read, _read + count);
            return count;
        }
    }
}
