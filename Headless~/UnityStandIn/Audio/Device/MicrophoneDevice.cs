#nullable enable
using System;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>Records a world's feed into a ring clip, up to the present whenever it is asked. Game thread
    /// only.</summary>
    internal sealed class MicrophoneDevice
    {
        public const string Name = "Stand-in microphone";

        private readonly World _world;
        private readonly IMicrophoneFeed? _feed;
        private readonly float[] _heard = new float[4096];
        private AudioClip? _ring;
        private bool _loop;
        private double _startedAt;
        private long _recorded;

        public MicrophoneDevice(World world, IMicrophoneFeed? feed)
        {
            _world = world;
            _feed = feed;
        }

        public bool Exists => _feed != null;

        public bool IsRecording
        {
            get
            {
                Refresh(_ring);
                return _ring is object;
            }
        }

        /// <summary>Frame of the ring that is written next; 0 when not recording.</summary>
        public int Position
        {
            get
            {
                Refresh(_ring);
                return _ring is null ? 0 : (int)(_recorded % _ring.Frames);
            }
        }

        public AudioClip Start(bool loop, int lengthSeconds, int frequency)
        {
            _loop = loop;
            _startedAt = _world.Now;
            _recorded = 0;
            return _ring = AudioClip.Create("Microphone", lengthSeconds * frequency, 1, frequency, false);
        }

        public void End()
        {
            Refresh(_ring);
            _ring = null;
        }

        /// <summary>Records what has been heard since the last time, if this is the clip that is being
        /// recorded.</summary>
        public void Refresh(AudioClip? clip)
        {
            if (clip is null || !ReferenceEquals(clip, _ring)) return;
            long due = (long)Math.Round((_world.Now - _startedAt) * clip.Frequency);
            if (!_loop) due = Math.Min(due, clip.Frames);
            _recorded = Math.Max(_recorded, due - clip.Frames); // older than the ring is long: overwritten anyway
            while (_recorded < due)
            {
                int at = (int)(_recorded % clip.Frames);
                int count = (int)Math.Min(Math.Min(due - _recorded, clip.Frames - at), ChunkFrames(clip));
                Record(clip.Samples.AsSpan(at, count), clip.Frequency);
                _recorded += count;
            }

            if (!_loop && _recorded >= clip.Frames) _ring = null;
        }

        private int ChunkFrames(AudioClip clip) =>
            Math.Max(1, (int)((_heard.Length - 2) * (long)clip.Frequency / PcmFeed.SampleRate));

        /// <summary>Other rates than the feed's are read between its samples by straight lines, without a
        /// filter.</summary>
        private void Record(Span<float> pcm, int frequency)
        {
            double ratio = (double)PcmFeed.SampleRate / frequency;
            double from = Math.Round(_startedAt * PcmFeed.SampleRate) + _recorded * ratio;
            long first = (long)Math.Floor(from);
            if (frequency == PcmFeed.SampleRate)
            {
                _feed!.Read(first, pcm);
                return;
            }

            _feed!.Read(first, _heard);
            for (int i = 0; i < pcm.Length; i++)
            {
                double place = from - first + i * ratio;
                int before = (int)place;
                pcm[i] = Mathf.LerpUnclamped(_heard[before], _heard[before + 1], (float)(place - before));
            }
        }
    }
}
