#nullable enable
using System;
using System.Diagnostics;
using System.Threading;
using Earshot.Audio.Opus;
using Earshot.Rtc.Wire;

namespace Earshot.Audio.Capture
{
    /// <summary>The local voice, from the microphone to packets of 20 ms.
    /// <para>The game thread brings sound to <see cref="Write"/> in whatever pieces it comes, the sound thread takes
    /// frames from <see cref="TryPollFrame"/>; a lock-free ring is between them, and neither allocates.</para>
    /// <para>A muted voice goes on as encoded silence: the SFU forgets a track that sends nothing for 30 s. Hence the
    /// game keeps writing while muted.</para></summary>
    public sealed class VoiceCapture : IDisposable
    {
        /// <summary>Sound that waits longer than this is dropped, so that a hitch of the game does not delay the voice
        /// from then on: 100 ms.</summary>
        public const int MaxBacklog = 5 * OpusLibrary.FrameSamples;

        private const int RingSamples = 1 << 15;

        private readonly IOpusEncoder _encoder;
        private readonly PcmRing _ring = new PcmRing(RingSamples);
        private readonly VoiceGate _gate = new VoiceGate();
        private readonly EncoderTuning _tuning;
        private float[] _frame = new float[OpusLibrary.FrameSamples];
        private float[] _held = new float[OpusLibrary.FrameSamples];
        private readonly byte[] _payload = new byte[OpusPacket.MaxFrameBytes];

        private RtpTime _time;
        private bool _wasSpeaking;
        private float _gain = 1;
        private bool _isMuted;
        private long _dropped;
        private long _refused;

        /// <summary>A capture that encodes with, and owns, <paramref name="encoder"/>; its first frame has the
        /// timestamp <paramref name="start"/>, which RFC 3550 wants to be random.</summary>
        public VoiceCapture(IOpusEncoder encoder, RtpTime start)
        {
            _encoder = encoder;
            _tuning = new EncoderTuning(encoder);
            _time = start;
        }

        /// <summary>How loud the microphone is, muted or not.</summary>
        public LevelMeter Level { get; } = new LevelMeter();

        /// <summary>Whether others hear silence. Any thread; takes effect within a frame, without a click.</summary>
        public bool Muted
        {
            get => Volatile.Read(ref _isMuted);
            set => Volatile.Write(ref _isMuted, value);
        }

        /// <summary>Whether the microphone is silent or clips.</summary>
        public MicrophoneCheck Check { get; } = new MicrophoneCheck();

        /// <summary>When others hear the microphone; always, by default. Any thread; opens and closes over a frame,
        /// without a click.</summary>
        public GateMode Gate
        {
            get => _gate.Mode;
            set => _gate.Mode = value;
        }

        /// <summary>Whether the key of <see cref="GateMode.PushToTalk"/> is down. Any thread.</summary>
        public bool IsTalkPressed
        {
            get => _gate.IsPressed;
            set => _gate.IsPressed = value;
        }

        /// <summary>The encoder, for its bitrate and expected loss. Sound thread only.</summary>
        public IOpusEncoder Encoder => _encoder;

        /// <summary>Samples that waited for longer than <see cref="MaxBacklog"/> and were dropped, oldest
        /// first.</summary>
        public long DroppedSamples => Volatile.Read(ref _dropped);

        /// <summary>Samples that found no room because nobody polled for 0.7 s.</summary>
        public long RefusedSamples => Volatile.Read(ref _refused);

        /// <summary>Takes 48 kHz mono samples, any number of them. Game thread.</summary>
        public void Write(ReadOnlySpan<float> pcm)
        {
            int written = _ring.Write(pcm);
            if (written < pcm.Length) Volatile.Write(ref _refused, _refused + pcm.Length - written);
        }

        /// <summary>Makes the next frame when 20 ms have been written. Sound thread, until it is false.</summary>
        public bool TryPollFrame(out EncodedFrame frame)
        {
            frame = default;
            DropBacklog();
            if (_ring.Count < _frame.Length) return false;
            _ring.Read(_frame);
            Level.Add(_frame);
            Check.Add(_frame);
            GateMode mode = Gate;
            bool isClosed = Muted || !_gate.Judge(mode, Level.IsSpeaking);
            // The frame before the one in which speech was noticed is its beginning.
            if (mode == GateMode.VoiceActivated) (_frame, _held) = (_held, _frame);
            ApplyGain(isClosed ? 0 : 1);

            int length = _encoder.Encode(_frame, _payload);
            Debug.Assert(length > 0, "the encoder refused a whole frame");
            RtpTime time = _time;
            _time += _frame.Length;
            if (length <= 0) return false;

            bool isSpeaking = Level.IsSpeaking && !isClosed;
            bool isFirst = isSpeaking && !_wasSpeaking;
            _wasSpeaking = isSpeaking;
            frame = new EncodedFrame(_payload.AsMemory(0, length), time, isFirst, isClosed ? 0 : Level.Level);
            return true;
        }

        /// <summary>A receiver reported the share of packets that were lost, 0 to 1; the encoder spends on copies
        /// accordingly. Sound thread.</summary>
        public void HandleLoss(float fraction) => _tuning.HandleLoss(fraction);

        /// <summary>The network bears so many bits a second for this voice; used between 6 and 64 kb/s. Sound
        /// thread.</summary>
        public void HandleBitrate(int bitsPerSecond) => _tuning.HandleBitrate(bitsPerSecond);

        /// <summary>Frees the encoder. The other threads must have let go of this capture.</summary>
        public void Dispose() => _encoder.Dispose();

        // Whole frames go, and the timestamp passes over them: to the listeners the sound is missing, not late.
        private void DropBacklog()
        {
            int excess = _ring.Count - MaxBacklog;
            if (excess <= 0) return;
            int frames = (excess + _frame.Length - 1) / _frame.Length;
            int dropped = _ring.Discard(frames * _frame.Length);
            _time += dropped;
            Volatile.Write(ref _dropped, _dropped + dropped);
        }

        // The gain runs to its new value over the frame.
        private void ApplyGain(float target)
        {
            float step = (target - _gain) / _frame.Length;
            for (int i = 0; i < _frame.Length; i++) _frame[i] *= _gain += step;
            _gain = target;
        }
    }
}
