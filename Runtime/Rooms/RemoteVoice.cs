#nullable enable
using System;
using System.Linq;
using System.Threading;
using Earshot.Audio;
using Earshot.Audio.Opus;
using Earshot.Audio.Playout;
using Earshot.Io;
using Earshot.Realtime;
using Earshot.Rooms.Api;
using Earshot.Rtc.Wire;
using UniRx;

namespace Earshot.Rooms
{
    /// <summary>Another player and the voice that comes from there; lives as long as the player is in the room. The
    /// network thread brings packets, the sound thread decodes, the audio thread reads.</summary>
    public sealed class RemoteVoice : ITrackSink
    {
        private readonly MonotonicClock _clock;
        private readonly ConcurrentReactiveProperty<TrackMetadata> _track;
        private readonly object _pumping = new object();
        private VoicePlayout _playout = NewPlayout();
        private Player _player;
        private string _problem = "";
        private long _packets;
        private long _firstHeard;
        private bool _isDisposed;

        internal RemoteVoice(Player player, MonotonicClock clock)
        {
            _player = player;
            _clock = clock;
            _track = new ConcurrentReactiveProperty<TrackMetadata>(TrackOf(player));
        }

        /// <summary>Who; replaced when the player changes.</summary>
        public Player Player => Volatile.Read(ref _player);

        /// <summary>True when the player says that the microphone is muted on purpose.</summary>
        public bool IsMuted => Player.Tracks.Any(track => track.Kind == PlayerTrack.Audio && track.Muted);

        /// <summary>Why the voice is not pulled, as a sentence; empty when it is or need not be.</summary>
        public string Problem => Volatile.Read(ref _problem);

        /// <summary>How loud it is, as read by <see cref="Read"/>.</summary>
        public LevelMeter Level { get; } = new LevelMeter();

        /// <summary>Packets received.</summary>
        public long PacketsReceived => Interlocked.Read(ref _packets);

        /// <summary>Counters and delays of the jitter buffer.</summary>
        public PlayoutStats Stats => Volatile.Read(ref _playout).Stats;

        /// <summary>When the first sample was heard; null before.</summary>
        internal Instant? FirstHeard =>
            Interlocked.Read(ref _firstHeard) is long at && at != 0 ? new Instant(at) : (Instant?)null;

        /// <summary>The track to pull: the player's first with sound; <c>default</c> while there is none.</summary>
        internal IReadOnlyReactiveProperty<TrackMetadata> Track => _track;

        /// <summary>Fills <paramref name="pcm"/> with the next 48 kHz mono samples and returns how many are the
        /// voice's; the rest is silence. Audio thread; no lock, no allocation.</summary>
        public int Read(Span<float> pcm)
        {
            int count = Volatile.Read(ref _playout).Read(pcm);
            Level.Add(pcm);
            if (count > 0 && _firstHeard == 0) Interlocked.Exchange(ref _firstHeard, _clock.Now.Microseconds);
            return count;
        }

        void ITrackSink.OnRtp(Instant now, SeqNo seq, RtpTime time, bool marker, ReadOnlySpan<byte> payload)
        {
            Interlocked.Increment(ref _packets);
            Volatile.Read(ref _playout).TryInsert(now, seq, time, payload);
        }

        internal void Become(Player player)
        {
            Volatile.Write(ref _player, player);
            _track.Value = TrackOf(player);
        }

        internal void Explain(string problem) => Volatile.Write(ref _problem, problem);

        /// <summary>Decodes what the audio thread will ask for next. Sound thread.</summary>
        internal void Pump(Instant now)
        {
            lock (_pumping)
            {
                if (!_isDisposed) _playout.Pump(now);
            }
        }

        /// <summary>Forgets what was heard: another stream begins, with sequence numbers and a clock of its
        /// own.</summary>
        internal void Restart()
        {
            lock (_pumping)
            {
                if (_isDisposed) return;
                VoicePlayout old = _playout;
                Volatile.Write(ref _playout, NewPlayout());
                old.Dispose();
            }
        }

        /// <summary>Frees the decoder; <see cref="Read"/> still works and gives silence.</summary>
        internal void Dispose()
        {
            lock (_pumping)
            {
                if (!_isDisposed) _playout.Dispose();
                _isDisposed = true;
            }
        }

        private static TrackMetadata TrackOf(Player player)
        {
            PlayerTrack? voice = player.Tracks.FirstOrDefault(track => track.Kind == PlayerTrack.Audio);
            bool isThere = voice != null && player.SessionId.IsGiven;
            return isThere ? new TrackMetadata(player.SessionId, voice!.TrackName) : default;
        }

        private static VoicePlayout NewPlayout() => new VoicePlayout(OpusLibrary.CreateDecoder());
    }
}
