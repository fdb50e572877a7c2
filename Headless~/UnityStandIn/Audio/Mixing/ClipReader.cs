#nullable enable
using System;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>Reads a clip at any speed, by straight lines between its frames. Audio thread only.</summary>
    internal sealed class ClipReader
    {
        private AudioClip? _clip;
        private double _at;

        /// <summary>Where it is, in frames of the clip.</summary>
        public int Frame => (int)_at;

        /// <summary>The clip has played out.</summary>
        public bool HasEnded { get; private set; } = true;

        public void Start(AudioClip? clip, int frame)
        {
            _clip = clip;
            _at = clip is null ? 0 : Math.Min(frame, clip.Frames - 1);
            HasEnded = clip is null;
            clip?.Stream?.Seek(Frame);
        }

        /// <summary>Writes left and right for <paramref name="stereo"/> from a frame on, and silence once it has ended.
        /// A mono clip is written to both sides.</summary>
        public void Read(float[] stereo, int fromFrame, double step, bool loop)
        {
            Array.Clear(stereo, 0, fromFrame * 2);
            for (int i = fromFrame * 2; i < stereo.Length; i += 2)
            {
                stereo[i] = HasEnded ? 0f : Between(_clip!, 0, loop);
                stereo[i + 1] = HasEnded || _clip!.Channels == 1 ? stereo[i] : Between(_clip, 1, loop);
                if (!HasEnded) Move(_clip!, step, loop);
            }
        }

        private float Between(AudioClip clip, int channel, bool loop)
        {
            int frame = (int)_at, next = frame + 1;
            if (next == clip.Frames) next = loop && clip.Stream == null ? 0 : frame;
            float a = Sample(clip, frame, channel);
            return a + (Sample(clip, next, channel) - a) * (float)(_at - frame);
        }

        private void Move(AudioClip clip, double step, bool loop)
        {
            _at += step;
            if (_at >= 0 && _at < clip.Frames) return;
            HasEnded = !loop;
            _at -= Math.Floor(_at / clip.Frames) * clip.Frames;
            if (loop) clip.Stream?.Seek(Frame);
        }

        private static float Sample(AudioClip clip, int frame, int channel) =>
            clip.Stream?.Sample(frame, channel) ?? clip.Samples[frame * clip.Channels + channel];
    }
}
