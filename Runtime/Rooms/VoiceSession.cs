#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rooms.Api;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;

namespace Earshot.Rooms
{
    /// <summary>What the room wants of one session: the local voice published and announced, the others' pulled. Each
    /// <see cref="Mend"/> compares that with what is and starts what is missing; nothing is remembered but what was
    /// started. One thread at a time.</summary>
    internal sealed class VoiceSession
    {
        private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(4);

        private readonly RealtimeSession _session;
        private readonly LocalVoice _local;
        private readonly TrackName? _name;
        private readonly Action<SessionId, IReadOnlyList<PlayerTrack>> _announce;
        private readonly Action _wake;
        private readonly Dictionary<RemoteVoice, Pull> _pulls = new Dictionary<RemoteVoice, Pull>();
        private Task<ApiResult<PublishedTrack>>? _publishing;
        private Instant _publishAgain;
        private PublishedTrack? _published;
        private bool? _announcedMuted;

        /// <param name="session">Stays its owner's.</param>
        /// <param name="local">What to publish.</param>
        /// <param name="name">The name to publish it under; null only to listen.</param>
        /// <param name="announce">Tells the room what can be pulled.</param>
        /// <param name="wake">Called, from any thread, when <see cref="Mend"/> would find something new.</param>
        public VoiceSession(
            RealtimeSession session,
            LocalVoice local,
            TrackName? name,
            Action<SessionId, IReadOnlyList<PlayerTrack>> announce,
            Action wake)
        {
            _session = session;
            _local = local;
            _name = name;
            _announce = announce;
            _wake = wake;
        }

        /// <summary>Why the local voice is not published, as a sentence; empty when it is or need not be.</summary>
        public string Problem { get; private set; } = "";

        /// <summary>Starts what is missing and ends what is too much.</summary>
        public void Mend(Instant now, IReadOnlyList<RemoteVoice> voices)
        {
            MendPublished(now);
            MendAnnouncement();
            foreach (RemoteVoice voice in voices) MendPull(now, voice);
            foreach (RemoteVoice gone in _pulls.Keys.Except(voices).ToList()) Drop(gone);
        }

        private void MendPublished(Instant now)
        {
            if (!(_name is TrackName name) || _published != null) return;
            if (_publishing == null && now >= _publishAgain)
            {
                _publishing = _session.PublishAsync(MediaKind.Audio, name);
                WakeAfter(_publishing);
            }

            if (_publishing == null || !_publishing.IsCompleted) return;
            ApiResult<PublishedTrack> result = _publishing.Result;
            _publishing = null;
            _publishAgain = now + RestAfterFailure;
            Problem = result.Failure?.Sentence ?? "";
            if (result.Failure != null) return;
            _published = result.Value;
            _local.SendOn(_published);
            WakeAfter(_published.Sending);
        }

        private void MendAnnouncement()
        {
            bool isSending = _published != null && _published.Sending.IsCompleted;
            bool muted = _local.Muted;
            if (!isSending || _announcedMuted == muted) return;
            _announce(_session.Id, new[] { new PlayerTrack(_published!.Name, PlayerTrack.Audio, muted) });
            _announcedMuted = muted;
        }

        private void MendPull(Instant now, RemoteVoice voice)
        {
            RemoteTrack? wanted = voice.Track;
            if (_pulls.TryGetValue(voice, out Pull? pull))
            {
                ApiFailure? failure = pull.Failure;
                voice.Explain(failure?.Sentence ?? "");
                if (failure != null) pull.Again ??= now + RestAfterFailure;
                bool isRight = pull.Remote == wanted && (failure == null || now < pull.Again);
                if (isRight) return;
                Drop(voice);
            }

            if (wanted is RemoteTrack track) Start(voice, track);
        }

        private void Start(RemoteVoice voice, RemoteTrack track)
        {
            voice.Restart();
            var pull = new Pull(track);
            pull.Pulling = _session.PullAsync(track, voice, pull.Ended.Token);
            WakeAfter(pull.Pulling);
            _pulls[voice] = pull;
        }

        private void Drop(RemoteVoice voice)
        {
            Pull pull = _pulls[voice];
            _pulls.Remove(voice);
            pull.Ended.Cancel();
            pull.Pulling.ContinueWith(
                pulled => pulled.Result.Failure == null ? _session.CloseAsync(pulled.Result.Value) : null,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
        }

        private void WakeAfter(Task task) => task.ContinueWith(
            _ => _wake(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        private sealed class Pull
        {
            public readonly RemoteTrack Remote;
            public readonly CancellationTokenSource Ended = new CancellationTokenSource();
            public Task<ApiResult<PulledTrack>> Pulling = null!;
            public Instant? Again;

            public Pull(RemoteTrack remote) => Remote = remote;

            public ApiFailure? Failure => Pulling.Status == TaskStatus.RanToCompletion ? Pulling.Result.Failure : null;
        }
    }
}
