#nullable enable
using System;
using Earshot.Audio;
using Earshot.Rooms;
using UnityEngine;

namespace Earshot
{
    /// <summary>Moves what Unity's Microphone records to the local voice, at 48 kHz mono, once a frame. Unity records
    /// into a looping clip; we follow its write position. Allocates nothing while it reads. Main thread.</summary>
    internal sealed class MicrophoneReader
    {
        private const int VoiceRate = 48_000;
        private const int ClipSeconds = 1;
        private const float SecondsBetweenStarts = 1;

        /// <summary>Microphones give true zeros only when the system has taken the sound away.</summary>
        private const float SecondsOfZerosToDoubt = 3;

        private readonly string? _device;
        private AudioClip? _clip;
        private Resampler? _resampler;
        private float[] _chunk = Array.Empty<float>();
        private float[] _mono = Array.Empty<float>();
        private float[] _voice = Array.Empty<float>();
        private int _position;
        private float _zeros;
        private float _nextStart;
        private bool _asked;

        /// <param name="device">One of Microphone.devices; null or empty for the system's own choice.</param>
        public MicrophoneReader(string? device) => _device = string.IsNullOrEmpty(device) ? null : device;

        /// <summary>Why there is no sound, as a sentence; empty while there is.</summary>
        public string Problem { get; private set; } = "";

        /// <summary>Reads all whole chunks of 10 ms recorded since the last call; starts to record when not yet, or
        /// when the device has gone and come back.</summary>
        public void Read(LocalVoice voice)
        {
            if (_clip == null || !Microphone.IsRecording(_device))
            {
                if (Time.unscaledTime >= _nextStart) Start();
                return;
            }

            int recorded = (Microphone.GetPosition(_device) - _position + _clip.samples) % _clip.samples;
            for (; recorded >= _mono.Length; recorded -= _mono.Length) ReadChunk(_clip, voice);
            Problem = _zeros < SecondsOfZerosToDoubt ? "" :
                $"The microphone \"{_device ?? "default"}\" gives only silence. Is it muted, or refused to this " +
                "application in the system's privacy settings?";
        }

        /// <summary>Ends the recording.</summary>
        public void Stop()
        {
            if (_clip != null) Microphone.End(_device);
            _clip = null;
        }

        private void ReadChunk(AudioClip clip, LocalVoice voice)
        {
            clip.GetData(_chunk, _position);
            _position = (_position + _mono.Length) % clip.samples;
            int channels = clip.channels;
            float energy = 0;
            for (int i = 0; i < _mono.Length; i++)
            {
                float sum = 0;
                for (int c = 0; c < channels; c++) sum += _chunk[i * channels + c];
                _mono[i] = sum / channels;
                energy += _mono[i] * _mono[i];
            }

            _zeros = energy > 0 ? 0 : _zeros + _mono.Length / (float)clip.frequency;
            int count = _resampler!.Process(_mono, _voice);
            voice.Write(new ReadOnlySpan<float>(_voice, 0, count));
        }

        private void Start()
        {
            _nextStart = Time.unscaledTime + SecondsBetweenStarts;
            if (!IsAllowed()) return;
            if (Microphone.devices.Length == 0)
            {
                Problem = "There is no microphone. Plug one in; it is used as soon as it is there.";
                return;
            }

            Microphone.GetDeviceCaps(_device, out int lowest, out int highest);
            int rate = highest == 0 ? VoiceRate : Mathf.Clamp(VoiceRate, lowest, highest);
            _clip = Microphone.Start(_device, true, ClipSeconds, rate);
            if (_clip == null)
            {
                Problem = $"The microphone \"{_device ?? "default"}\" does not start. Does another program hold it?";
                return;
            }

            _position = 0;
            _zeros = 0;
            _mono = new float[_clip.frequency / 100];
            _chunk = new float[_mono.Length * _clip.channels];
            _resampler = new Resampler(_clip.frequency, VoiceRate);
            _voice = new float[_resampler.MaxOutput(_mono.Length)];
            Problem = "";
        }

        private bool IsAllowed()
        {
            if (HasPermission()) return true;
            if (!_asked) AskForPermission();
            _asked = true;
            Problem = "The microphone is not allowed. Allow it in the system's privacy settings for this application.";
            return false;
        }

#if UNITY_ANDROID && !UNITY_EDITOR
        private static bool HasPermission() =>
            UnityEngine.Android.Permission.HasUserAuthorizedPermission(UnityEngine.Android.Permission.Microphone);

        private static void AskForPermission() =>
            UnityEngine.Android.Permission.RequestUserPermission(UnityEngine.Android.Permission.Microphone);
#else
        private static bool HasPermission() => Application.HasUserAuthorization(UserAuthorization.Microphone);

        private static void AskForPermission() => Application.RequestUserAuthorization(UserAuthorization.Microphone);
#endif
    }
}
