#nullable enable
using System;
using System.Threading;
using Earshot.Audio;
using Earshot.Audio.Capture;
using Earshot.Realtime;
using Earshot.Rtc.Wire;
using UniRx;

namespace Earshot.Rooms
{
    /// <summary>The local player's voice, from samples to packets. The game thread writes, the sound thread encodes and
    /// sends. While nothing is written its track is kept alive by silence.</summary>
    public sealed class LocalVoice : ITrackSource
    {
        private readonly VoiceCapture _capture;
        private readonly ConcurrentReactiveProperty<bool> _isMuted = new ConcurrentReactiveProperty<bool>(false);
        private TrackSender? _sender;
        private long _packetsSent;

        /// <param name="capture">Stays its owner's.</param>
        internal LocalVoice(VoiceCapture capture) => _capture = capture;

        /// <summary>How loud it is, before muting.</summary>
        public LevelMeter Level => _capture.Level;

        /// <summary>True to send silence instead of the voice.</summary>
        public bool Muted
        {
            get => _capture.Muted;
            set
            {
                _capture.Muted = value;
                _isMuted.Value = value;
            }
        }

        /// <summary>How many packets of it left.</summary>
        public long PacketsSent => Interlocked.Read(ref _packetsSent);

        /// <summary><see cref="Muted"/>, for whoever tells others.</summary>
        internal IReadOnlyReactiveProperty<bool> IsMuted => _isMuted;

        /// <summary>Takes any number of 48 kHz mono samples in [-1, 1]. One thread; allocates nothing.</summary>
        public void Write(ReadOnlySpan<float> pcm) => _capture.Write(pcm);

        void ITrackSource.SendOn(TrackSender? sender) => Volatile.Write(ref _sender, sender);

        // Sound has no key frames, and a voice is too small to be made smaller.
        void ITrackFeedback.OnKeyFrameRequested(Rid rid)
        {
        }

        void ITrackFeedback.OnTargetBitrate(Rid rid, long bitrate)
        {
        }

        /// <summary>Encodes and sends what was written since. Sound thread.</summary>
        internal void Pump()
        {
            TrackSender? sender = Volatile.Read(ref _sender);
            while (_capture.TryPollFrame(out EncodedFrame frame))
            {
                bool sent = sender != null && sender.TrySend(frame.Time, frame.Marker, frame.Payload.Span);
                if (sent) Interlocked.Increment(ref _packetsSent);
            }
        }
    }
}
