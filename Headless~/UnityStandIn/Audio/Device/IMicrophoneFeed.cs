#nullable enable
using System;

namespace UnityStandIn
{
    /// <summary>What a world's microphone hears.</summary>
    public interface IMicrophoneFeed
    {
        /// <summary>Fills <paramref name="pcm"/>, mono at 48 kHz, with what is heard from <paramref name="position"/>
        /// on: samples since the world began. Called on the game thread; must not allocate.</summary>
        void Read(long position, Span<float> pcm);
    }
}
