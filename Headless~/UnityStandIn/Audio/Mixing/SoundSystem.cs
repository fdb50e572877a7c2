#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using UnityEngine;

namespace UnityStandIn
{
    /// <summary>The game thread's side of a world's sound. Once a frame it tells the mixer how things stand; what the
    /// game does between two frames is therefore heard as one change.</summary>
    internal sealed class SoundSystem : IDisposable
    {
        private readonly List<AudioSource> _sources = new List<AudioSource>();
        private readonly List<AudioListener> _listeners = new List<AudioListener>();
        private readonly Dictionary<GameObject, AudioFilter[]> _filters = new Dictionary<GameObject, AudioFilter[]>();
        private readonly Mixer _mixer;
        private readonly AudioThread _thread;
        private bool _planChanged;

        public SoundSystem(World world)
        {
            BlockFrames = world.Options.DspBufferSize;
            OutputRate = world.Options.OutputSampleRate;
            _mixer = new Mixer(BlockFrames, world.Options.AudioSink);
            _thread = new AudioThread(world, _mixer.Render, () => NextBlock);
        }

        public int BlockFrames { get; }

        public int OutputRate { get; }

        public float Volume { get; set; } = 1f;

        public bool IsPaused { get; set; }

        public AudioSettings.AudioConfigurationChangeHandler? ConfigurationChanged { get; set; }

        /// <summary>Seconds mixed while not paused; any thread.</summary>
        public double DspTime => (double)_mixer.DspPosition / OutputRate;

        /// <summary>When the next block is due, in seconds of the world; any thread.</summary>
        public double NextBlock => (double)_mixer.Position / OutputRate;

        public void Open() => _thread.Start();

        public void PumpBlock() => _thread.Pump();

        public void Add(AudioSource source)
        {
            _sources.Add(source);
            _planChanged = true;
        }

        public void Remove(AudioSource source)
        {
            _sources.Remove(source);
            _planChanged = true;
        }

        public void Add(AudioListener listener)
        {
            _listeners.Add(listener);
            _planChanged = true;
            if (_listeners.Count > 1)
                Debug.LogWarning("There are several active audio listeners; only the first one hears.", listener);
        }

        public void Remove(AudioListener listener)
        {
            _listeners.Remove(listener);
            _planChanged = true;
        }

        /// <summary>An OnAudioFilterRead of this object came, went, or was switched.</summary>
        public void RefreshFilters(GameObject owner)
        {
            var filters = owner.Components.OfType<MonoBehaviour>().Where(part => part.IsOn && part.Filter != null)
                .Select(part => part.Filter!).ToArray();
            if (filters.Length > 0) _filters[owner] = filters;
            else _filters.Remove(owner);
            _planChanged = true;
        }

        /// <summary>In the order of the components.</summary>
        public AudioFilter[] FiltersOf(GameObject owner) =>
            _filters.TryGetValue(owner, out var filters) ? filters : Array.Empty<AudioFilter>();

        public void Publish()
        {
            var listener = _listeners.Count > 0 ? _listeners[0] : null;
            foreach (var source in _sources) source.Publish(this, listener);
            _mixer.IsPaused = IsPaused;
            if (!_planChanged) return;
            _planChanged = false;
            var channels = _sources.ConvertAll(source => source.Channel).ToArray();
            _mixer.Plan = new MixPlan(channels, listener is null ? null : FiltersOf(listener.Owner));
        }

        public void Dispose() => _thread.Dispose();
    }
}
