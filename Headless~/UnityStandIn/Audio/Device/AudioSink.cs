#nullable enable
using System;

namespace UnityStandIn
{
    /// <summary>Takes a block of the mix, on the world's audio thread: left and right interleaved, -1 to 1;
    /// <paramref name="position"/> is the block's first frame, counted from the beginning of the world.</summary>
    public delegate void AudioSink(ReadOnlySpan<float> interleaved, long position);
}
