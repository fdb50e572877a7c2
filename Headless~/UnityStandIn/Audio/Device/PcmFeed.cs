#nullable enable
using System;

namespace UnityStandIn
{
    /// <summary>A recording held before the microphone at a time; silence before and after it.</summary>
    public sealed class PcmFeed : IMicrophoneFeed
    {
        /// <summary>Samples a second of every feed.</summary>
        public const int SampleRate = 48000;

        private readonly float[] _pcm;
        private readonly long _start;

        /// <summary>Mono at 48 kHz, begun at <paramref name="startSeconds"/> of the world.</summary>
        public PcmFeed(float[] pcm, double startSeconds = 0)
        {
            _pcm = pcm;
            _start = (long)(startSeconds * SampleRate);
        }

        /// <summary>See <see cref="IMicrophoneFeed.Read"/>.</summary>
        public void Read(long position, Span<float> pcm)
        {
            pcm.Clear();
            long from = Math.Max(position, _start), to = Math.Min(position + pcm.Length, _start + _pcm.Length);
            if (from < to)
                _pcm.AsSpan((int)(from - _start), (int)(to - from)).CopyTo(pcm.Slice((int)(from - position)));
        }
    }
}
