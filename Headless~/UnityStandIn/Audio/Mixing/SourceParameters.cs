#nullable enable
using System;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>What the game tells the audio thread about a source, once a frame.</summary>
    internal sealed class SourceParameters
    {
        public AudioClip? Clip;

        /// <summary>A new number: go to <see cref="SeekFrame"/> of the clip.</summary>
        public int Seek;

        public int SeekFrame;

        /// <summary>Output frame before which it is silent.</summary>
        public long StartAt;

        public bool Plays;
        public bool Loop;
        public float Pitch;
        public StereoMatrix Gains;

        /// <summary>After the filters: the listener's volume.</summary>
        public float OutputGain;

        public AudioFilter[] Filters = Array.Empty<AudioFilter>();
    }
}
