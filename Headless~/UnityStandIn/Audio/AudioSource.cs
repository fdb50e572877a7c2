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

        public bool playOnAwake { get => this.Live()._playOnAwake; set => this.Live()._playOnAwake = value; }

        public float volume { get => this.Live()._volume; set => this.Live()._volume = Mathf.Clamp01(value); }

        public float pitch { get => this.Live()._pitch; set => this.Live()._pitch = Mathf.Clamp(value, -3f, 3f); }

        public bool loop { get => this.Live()._loop; set => this.Live()._loop = value; }

        public bool mute { get => this.Live()._mute; set => this.Live()._mute = value; }

        public bool spatialize { get => this.Live()._spatialize; set => this.Live()._spatialize = value; }

        public bool spatializePostEffects
        {
            get => this.Live()._spatializePostEffects;
            set => this.Live()._spatializePostEffects = value;
        }

        public int priority { get => this.Live()._priority; set => this.Live()._priority = Mathf.Clamp(value, 0, 256); }

        public float dopplerLevel
        {
            get => this.Live()._dopplerLevel;
            set => this.Live()._dopplerLevel = Mathf.Clamp(value, 0f, 5f);
        }

        public float minDistance
        {
            get => this.Live()._minDistance;
            set => this.Live()._minDistance = Mathf.Max(value, 0f);
        }

        public float maxDistance
        {
            get => this.Live()._maxDistance;
            set => this.Live()._maxDistance = Mathf.Max(value, 0f);
        }

        /// <summary>-1 left to 1 right, of the part that is not spatial.</summary>
        public float panStereo
        {
            get => this.Live()._panStereo;
            set => this.Live()._panStereo = Mathf.Clamp(value, -1f, 1f);
        }

        public AudioRolloffMode rolloffMode
        {
            get => this.Live()._rolloffMode;
            set => this.Live()._rolloffMode = value;
        }

        public bool bypassEffects { get => this.Live()._bypassEffects; set => this.Live()._bypassEffects = value; }

        public bool bypassListenerEffects
        {
            get => this.Live()._bypassListenerEffects;
            set => this.Live()._bypassListenerEffects = value;
        }

        public bool bypassReverbZones
        {
            get => this.Live()._bypassReverbZones;
            set => this.Live()._bypassReverbZones = value;
        }

        public bool ignoreListenerVolume { get; set; }

        public bool ignoreListenerPause { get; set; }

        public AudioVelocityUpdateMode velocityUpdateMode { get; set; }

        /// <summary>0 plays as it is, 1 is placed in the world.</summary>
        public float spatialBlend
        {
            get => this.Live()._blendCurve.Evaluate(0f);
            set => this.Live()._blendCurve = Flat(Mathf.Clamp01(value));
        }

        /// <summary>Degrees: 0 a point, 180 everywhere alike, 360 mirrored.</summary>
        public float spread
        {
            get => this.Live()._spreadCurve.Evaluate(0f) * 360f;
            set => this.Live()._spreadCurve = Flat(Mathf.Clamp(value, 0f, 360f) / 360f);
        }

        public float reverbZoneMix
        {
            get => this.Live()._reverbCurve.Evaluate(0f);
            set => this.Live()._reverbCurve = Flat(value);
        }

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
            int channels = _clip == null ? 1 : _clip.Channels;
            var flat = Panner.Flat(channels, _panStereo);
            if (listener is null) return flat;
            var ears = listener.Owner.Place;
            var direction = ears.InverseTransformDirection(Owner.Place.position - ears.position);
            float part = direction.magnitude / Mathf.Max(_maxDistance, 1e-6f);
            float loudness = Panner.Attenuation(
                _rolloffMode, direction.magnitude, _minDistance, _maxDistance, _rolloffCurve);
            var placed = Panner.Placed(channels, direction, _spreadCurve.Evaluate(part) * 360f) * loudness;
            return StereoMatrix.Lerp(flat, placed, _blendCurve.Evaluate(part));
        }

        private static AnimationCurve Flat(float value) => new AnimationCurve(new Keyframe(0f, value));
    }
}
