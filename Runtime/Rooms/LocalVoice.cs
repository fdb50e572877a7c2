#nullable enable
using System;
using System.Threading;
using Earshot.Audio;
using Earshot.Audio.Capture;
using Earshot.Audio.Opus;
using Earshot.Realtime;
using Earshot.Rtc.Wire;

namespace Earshot.Rooms
{
    /// <summary>The local player's voice, from samples to packets. The game thread writes, the sound thread encodes and
    /// sends.</summary>
    public sealed class LocalVoice
    {
        /// <summary>The SFU forgets a track that sends nothing for 30 s, as a microphone does that is
        /// unplugged.</summary>
        private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);

        /// <summary>One Opus frame of 20 ms whose decoder finds nothing to play: CELT, full band, mono,
        /// silence.</summary>
        private static readonly byte[] SilentFrame = { 0xF8, 0xFF, 0xFE };

        private readonly VoiceCapture _capture;
        private PublishedTrack? _track;
        private Instant _lastSent;
        private RtpTime _lastTime;
        private int _inserted;
        private long _packetsSent;

        /// <param name="capture">Stays its owner's.</param>
        /// <param name="start">The timestamp of its first frame.</param>
        internal LocalVoice(VoiceCapture capture, RtpTime start)
        {
            _capture = capture;
            _lastTime = start + -OpusLibrary.FrameSamples;
        }

        /// <summary>How loud it is, before muting.</summary>
        public LevelMeter Level => _capture.Level;

        /// <summary>True to send silence instead of the voice.</summary>
        public bool Muted
        {
            get => _capture.Muted;
            set => _capture.Muted = value;
        }

        /// <summary>How many packets left.</summary>
        public long PacketsSent => Interlocked.Read(ref _packetsSent);

        /// <summary>Takes any number of 48 kHz mono samples in [-1, 1]. One thread; allocates nothing.</summary>
        public void Write(ReadOnlySpan<float> pcm) => _capture.Write(pcm);

        /// <summary>Sends on that track from now on; null for none.</summary>
        internal void SendOn(PublishedTrack? track) => Volatile.Write(ref _track, track);

        /// <summary>Encodes and sends what was written since. Sound thread.</summary>
        internal void Pump(Instant now)
        {
            PublishedTrack? track = Volatile.Read(ref _track);
            while (_capture.TryPollFrame(out EncodedFrame frame))
                Send(now, track, frame.Time + _inserted, frame.Marker, frame.Payload.Span);
            if (now - _lastSent <= LongestSilence) return;
            _inserted += OpusLibrary.FrameSamples; // the microphone's own time stands still meanwhile
            Send(now, track, _lastTime + OpusLibrary.FrameSamples, false, SilentFrame);
        }

        private void Send(Instant now, PublishedTrack? track, RtpTime time, bool marker, ReadOnlySpan<byte> payload)
        {
            _lastTime = time;
            if (track == null || !track.TrySend(time, marker, payload)) return;
            Interlocked.Increment(ref _packetsSent);
            _lastSent = now;
        }
    }
}
