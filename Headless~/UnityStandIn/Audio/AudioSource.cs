using UnityStandIn;

namespace UnityEngine
{
    /// <summary>Plays a clip at its object's place. What is set here reaches the audio thread at the end of the frame,
    /// all at once. Doppler, reverb, priority and spatializer plug-ins are kept but not modelled.</summary>
    public sealed class AudioSource : AudioBehaviour
    {
        [SavedAs("m_audioClip")] private AudioClip _clip;
        [SavedAs("m_PlayOnAwake")] private bool _playOnAwake = true;
        [SavedAs("m_Volume")] private float _volume = 1f;
        [SavedAs("m_Pitch")] private float _pitch = 1f;
        [SavedAs("Loop")] private bool _loop;
        [SavedAs("Mute")] private bool _mute;
        [SavedAs("Spatialize")] private bool _spatialize;
        [SavedAs("SpatializePostEffects")] private bool _spatializePostEffects;
        [SavedAs("Priority")] private int _priority = 128;
        [SavedAs("DopplerLevel")] private float _dopplerLevel = 1f;
        [SavedAs("MinDistance")] private float _minDistance = 1f;
        [SavedAs("MaxDistance")] private float _maxDistance = 500f;
        [SavedAs("Pan2D")] private float _panStereo;
        [SavedAs("rolloffMode")] private AudioRolloffMode _rolloffMode;
        [SavedAs("BypassEffects")] private bool _bypassEffects;
        [SavedAs("BypassListenerEffects")] private bool _bypassListenerEffects;
        [SavedAs("BypassReverbZones")] private bool _bypassReverbZones;
        [SavedAs("rolloffCustomCurve")] private AnimationCurve _rolloffCurve = AnimationCurve.Linear(0f, 1f, 1f, 0f);
        [SavedAs("panLevelCustomCurve")] private AnimationCurve _blendCurve = Flat(0f);
        [SavedAs("spreadCustomCurve")] private AnimationCurve _spreadCurve = Flat(0f);
        [SavedAs("reverbZoneMixCustomCurve")] private AnimationCurve _reverbCurve = Flat(1f);

        private readonly SourceChannel _channel;
        private bool _playing;
        private bool _paused;
        private int _seek;
        private int _seekFrame;
        private long _startAt;

        public AudioSource() => _channel = new SourceChannel(World.Sound.BlockFrames, World.Sound.OutputRate);

        public AudioClip clip
        {
            get => this.Live()._clip;
            set
            {
                this.Live();
                if (ReferenceEquals(_clip, value)) return;
                _clip = value;
                Stop();
            }
        }

        public bool playOnAwake { get => _playOnAwake; set => _playOnAwake = value; }

        public float volume { get => _volume; set => _volume = Mathf.Clamp01(value); }

        public float pitch { get => _pitch; set => _pitch = Mathf.Clamp(value, -3f, 3f); }

        public bool loop { get => _loop; set => _loop = value; }

        public bool mute { get => _mute; set => _mute = value; }

        public bool spatialize { get => _spatialize; set => _spatialize = value; }

        public bool spatializePostEffects { get => _spatializePostEffects; set => _spatializePostEffects = value; }

        public int priority { get => _priority; set => _priority = Mathf.Clamp(value, 0, 256); }

        public float dopplerLevel { get => _dopplerLevel; set => _dopplerLevel = Mathf.Clamp(value, 0f, 5f); }

        public float minDistance { get => _minDistance; set => _minDistance = Mathf.Max(value, 0f); }

        public float maxDistance { get => _maxDistance; set => _maxDistance = Mathf.Max(value, 0f); }

        /// <summary>-1 left to 1 right, of the part that is not spatial.</summary>
        public float panStereo { get => _panStereo; set => _panStereo = Mathf.Clamp(value, -1f, 1f); }

        public AudioRolloffMode rolloffMode { get => _rolloffMode; set => _rolloffMode = value; }

        public bool bypassEffects { get => _bypassEffects; set => _bypassEffects = value; }

        public bool bypassListenerEffects { get => _bypassListenerEffects; set => _bypassListenerEffects = value; }

        public bool bypassReverbZones { get => _bypassReverbZones; set => _bypassReverbZones = value; }

        public bool ignoreListenerVolume { get; set; }

        public bool ignoreListenerPause { get; set; }

        public AudioVelocityUpdateMode velocityUpdateMode { get; set; }

        /// <summary>0 plays as it is, 1 is placed in the world.</summary>
        public float spatialBlend { get => _blendCurve.Evaluate(0f); set => _blendCurve = Flat(Mathf.Clamp01(value)); }

        /// <summary>Degrees: 0 a point, 180 everywhere alike, 360 mirrored.</summary>
        public float spread
        {
            get => _spreadCurve.Evaluate(0f) * 360f;
            set => _spreadCurve = Flat(Mathf.Clamp(value, 0f, 360f) / 360f);
        }

        public float reverbZoneMix { get => _reverbCurve.Evaluate(0f); set => _reverbCurve = Flat(value); }

        public bool isPlaying => this.Live()._playing && !_paused && _channel.EndedSeek != _seek;

        public bool isVirtual => false;

        /// <summary>Where it plays, in frames of the clip.</summary>
        public int timeSamples
        {
            get => this.Live()._channel.BegunSeek == _seek ? _channel.Frame : _seekFrame;
            set
            {
                this.Live()._seekFrame = Mathf.Max(value, 0);
                _seek++;
            }
        }

        public float time
        {
            get => _clip == null ? 0f : (float)timeSamples / _clip.frequency;
            set => timeSamples = _clip == null ? 0 : (int)(value * _clip.frequency);
        }

        /// <summary>The audio thread's side of this source.</summary>
        internal SourceChannel Channel => _channel;

        public void Play() => PlayScheduled(0);

        public void PlayDelayed(float delay) => PlayScheduled(World.Sound.DspTime + delay);

        /// <summary>At a time of AudioSettings.dspTime, exact to the sample.</summary>
        public void PlayScheduled(double time)
        {
            this.Live();
            if (!isActiveAndEnabled)
            {
                Debug.LogWarning($"The audio source of '{Label}' cannot play because it is disabled.", this);
                return;
            }

            _startAt = (long)(time * World.Sound.OutputRate);
            _playing = true;
            _paused = false;
            timeSamples = 0;
        }

        public void Stop()
        {
            this.Live()._playing = false;
            _paused = false;
            timeSamples = 0;
        }

        public void Pause() => this.Live()._paused = _playing;

        public void UnPause() => this.Live()._paused = false;

        public void SetCustomCurve(AudioSourceCurveType type, AnimationCurve curve)
        {
            this.Live();
            switch (type)
            {
                case AudioSourceCurveType.CustomRolloff: _rolloffCurve = curve; break;
                case AudioSourceCurveType.SpatialBlend: _blendCurve = curve; break;
                case AudioSourceCurveType.Spread: _spreadCurve = curve; break;
                default: _reverbCurve = curve; break;
            }
        }

        public AnimationCurve GetCustomCurve(AudioSourceCurveType type) => type switch
        {
            AudioSourceCurveType.CustomRolloff => _rolloffCurve,
            AudioSourceCurveType.SpatialBlend => _blendCurve,
            AudioSourceCurveType.Spread => _spreadCurve,
            _ => _reverbCurve
        };

        internal override void SwitchOn()
        {
            World.Sound.Add(this);
            if (_playOnAwake && _clip != null) Play();
        }

        internal override void SwitchOff()
        {
            World.Sound.Remove(this);
            Stop();
        }

        /// <summary>Tells the audio thread how things stand at the end of this frame.</summary>
        internal void Publish(SoundSystem sound, AudioListener listener)
        {
            var told = _channel.Parameters.Back;
            told.Clip = _clip == null ? null : _clip;
            told.Seek = _seek;
            told.SeekFrame = _seekFrame;
            told.StartAt = _startAt;
            told.Loop = _loop;
            told.Pitch = _pitch;
            told.Plays = _playing && !_paused && (!sound.IsPaused || ignoreListenerPause);
            told.Gains = _mute ? default : GainsFrom(listener) * _volume;
            told.OutputGain = ignoreListenerVolume ? 1f : sound.Volume;
            told.Filters = sound.FiltersOf(Owner);
            _channel.Parameters.Publish();
        }

        private StereoMatrix GainsFrom(AudioListener listener)
        {
            int channels = _clip == null ? 1 : _clip.channels;
            var flat = Panner.Flat(channels, _panStereo);
            if (listener is null) return flat;
            var ears = listener.Owner.Place;
            var direction = ears.InverseTransformDirection(Owner.Place.position - ears.position);
            float part = direction.magnitude / Mathf.Max(_maxDistance, 1e-6f);
            float loudness = Panner.Attenuation(_rolloffMode, direction.magnitude, _minDistance, _maxDistance, _rolloffCurve);
            var placed = Panner.Placed(channels, direction, _spreadCurve.Evaluate(part) * 360f) * loudness;
            return StereoMatrix.Lerp(flat, placed, _blendCurve.Evaluate(part));
        }

        private static AnimationCurve Flat(float value) => new AnimationCurve(new Keyframe(0f, value));
    }
}
