#nullable enable
using Earshot.Rooms;
using UniRx;
using UnityEngine;

namespace Earshot
{
    /// <summary>A player's voice, at the player's place in the world. With an empty player id it is the local player's
    /// and speaks what the microphone hears; with the id of another player it plays that player's voice through the
    /// AudioSource beside it. Needs a <see cref="VoiceRoom"/> in the scene.</summary>
    [AddComponentMenu("Earshot/Voice")]
    [DisallowMultipleComponent]
    [RequireComponent(typeof(AudioSource))]
    public sealed class Voice : MonoBehaviour
    {
        [SerializeField]
        [Tooltip("Whose voice this is: a player's id in the room. Empty for the local player's own. On prefabs that " +
                 "VoiceRoom spawns leave it empty: the room fills it in.")]
        private string _playerId = "";

        [SerializeField]
        [Tooltip("Local: others hear silence. Remote: this player is not heard here.")]
        private bool _muted;

        [SerializeField]
        [Tooltip("Remote: heard from where it stands. Off to leave spatial blend and doppler as they are.")]
        private bool _spatial = true;

        [SerializeField]
        [Tooltip("Local: one of Microphone.devices. Empty for the system's default.")]
        private string _microphone = "";

        private readonly ReactiveProperty<bool> _speaking = new ReactiveProperty<bool>(false);
        private VoiceRoom? _room;
        private MicrophoneReader? _reader;
        private AudioSource? _source;
        private AudioClip? _ones;

        // Read by the audio thread; null while this voice is local, whose sound is nobody's business here.
        private volatile VoiceSpeaker? _speaker;

        /// <summary>The player's id in the room; empty for the local player.</summary>
        public string PlayerId
        {
            get => _playerId;
            set => _playerId = value ?? "";
        }

        /// <summary>True for the local player's voice.</summary>
        public bool IsLocal => _playerId.Length == 0;

        /// <summary>Local: others hear silence. Remote: this player is not heard here.</summary>
        public bool Muted
        {
            get => _muted;
            set => _muted = value;
        }

        /// <summary>How loud it is now, 0 to 1.</summary>
        public float Level => (IsLocal ? Local?.Level : Remote?.Level)?.Level ?? 0;

        /// <summary>Whether it speaks now; observers are told on the main thread.</summary>
        public IReadOnlyReactiveProperty<bool> Speaking => _speaking;

        /// <summary>Why this voice is not heard, as a sentence that says what to do; empty when it should be. For
        /// inspectors and tests, not for every frame.</summary>
        public string Problem => VoiceDiagnosis.Explain(this, _room, _reader, _source);

        /// <summary>The other player behind this voice; null for the local one and while the player is not in the
        /// room.</summary>
        public RemoteVoice? Remote => _speaker?.Voice;

        private LocalVoice? Local => _room == null ? null : _room.Client?.Local;

        private void OnEnable()
        {
            _source = GetComponent<AudioSource>();
            AudioSettings.OnAudioConfigurationChanged += HandleAudioConfiguration;
        }

        private void Update()
        {
            if (_room == null) _room = FindFirstObjectByType<VoiceRoom>();
            if (IsLocal) Speak();
            else Play();
            _speaking.Value = IsLocal ? Local?.Level.IsSpeaking ?? false : Remote?.Level.IsSpeaking ?? false;
        }

        private void OnDisable()
        {
            AudioSettings.OnAudioConfigurationChanged -= HandleAudioConfiguration;
            StopSpeaking();
            StopPlaying();
            _speaking.Value = false;
        }

        private void OnDestroy()
        {
            if (_ones != null) Destroy(_ones);
            _speaking.Dispose();
        }

        private void OnAudioFilterRead(float[] data, int channels) => _speaker?.Multiply(data, channels);

        private void Speak()
        {
            StopPlaying();
            LocalVoice? local = Local;
            if (local == null) return;
            local.Muted = _muted;
            _reader ??= new MicrophoneReader(_microphone);
            _reader.Read(local);
        }

        private void Play()
        {
            StopSpeaking();
            if (_source == null) return;
            VoiceSpeaker speaker = _speaker ?? (_speaker = new VoiceSpeaker(AudioSettings.outputSampleRate));
            speaker.Voice = _room == null ? null : _room.Find(_playerId);
            speaker.IsMuted = _muted;
            if (_source.isPlaying && _source.clip == _ones) return;
            if (_ones == null) _ones = MakeOnes();
            _source.clip = _ones;
            _source.loop = true;
            if (_spatial)
            {
                _source.spatialBlend = 1;
                _source.dopplerLevel = 0; // a voice whose pitch bends is a fault, not an effect
                _source.spatializePostEffects = true; // spatializer plug-ins come after this filter then
            }

            _source.Play();
        }

        private void StopSpeaking()
        {
            _reader?.Stop();
            _reader = null;
        }

        private void StopPlaying()
        {
            if (_speaker == null) return;
            if (_source != null) _source.Stop(); // before the speaker goes: nobody shall hear the ones
            _speaker = null;
        }

        private void HandleAudioConfiguration(bool deviceWasChanged)
        {
            // Unity has stopped every source and may mix at another rate; the next Update begins anew.
            if (_ones != null) Destroy(_ones);
            _ones = null;
            _speaker = null;
        }

        private static AudioClip MakeOnes()
        {
            int rate = AudioSettings.outputSampleRate;
            var ones = new float[rate / 10];
            for (int i = 0; i < ones.Length; i++) ones[i] = 1;
            AudioClip clip = AudioClip.Create("Earshot ones", ones.Length, 1, rate, false);
            clip.SetData(ones, 0);
            return clip;
        }
    }
}
