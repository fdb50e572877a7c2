#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Io;
using Earshot.Realtime;
using Earshot.Realtime.Api;
using Earshot.Rooms.Api;
using UniRx;

namespace Earshot.Rooms
{
    /// <summary>Keeps a session with the SFU: makes one, has it mended at every change and every tick, and when it is
    /// lost makes the next, which publishes under the same name and pulls again.</summary>
    internal sealed class VoiceLink
    {
        private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

        private readonly RoomOptions _options;
        private readonly TokenCache _tokens;
        private readonly MonotonicClock _clock;
        private readonly LocalVoice _local;
        private readonly Action<SessionId, IReadOnlyList<PlayerTrack>> _announce;
        private readonly TrackName _name = new TrackName(Guid.NewGuid().ToString());
        private readonly SemaphoreSlim _changed = new SemaphoreSlim(0);
        private IReadOnlyList<RemoteVoice> _voices = Array.Empty<RemoteVoice>();

        public VoiceLink(
            RoomOptions options,
            TokenCache tokens,
            MonotonicClock clock,
            LocalVoice local,
            Action<SessionId, IReadOnlyList<PlayerTrack>> announce)
        {
            _options = options;
            _tokens = tokens;
            _clock = clock;
            _local = local;
            _announce = announce;
        }

        /// <summary>Why voices do not flow, as a sentence; empty when they do.</summary>
        public ConcurrentReactiveProperty<string> Problem { get; } = new ConcurrentReactiveProperty<string>("");

        /// <summary>Says whose voices to pull from now on.</summary>
        public void Want(IReadOnlyList<RemoteVoice> voices)
        {
            Volatile.Write(ref _voices, voices);
            _changed.Release();
        }

        /// <summary>Keeps a session until cancelled.</summary>
        public async Task RunAsync(CancellationToken cancellation)
        {
            using var api = new RealtimeApi(_options.PartyTracks, "");
            Task<IRtcPeer>? engine = null;
            for (int failures = 1; ; failures++)
            {
                engine ??= Task.Run(_options.Engine); // makes its certificate while the token travels
                ApiResult<string> token = await _tokens.GetAsync().ConfigureAwait(false);
                if (token.Failure == null)
                {
                    api.Bearer = token.Value;
                    using var session = new RealtimeSession(api, engine);
                    engine = null;
                    if (await ServeAsync(session, cancellation).ConfigureAwait(false)) failures = 1;
                    if (session.Failure!.IsUnauthorized) _tokens.Forget(token.Value);
                    Problem.Value = session.Failure.Sentence;
                }

                RetrySchedule.Reconnect.TryGetDelay(failures, out TimeSpan delay);
                await Task.Delay(delay, cancellation).ConfigureAwait(false);
            }
        }

        /// <summary>Mends the session until it is lost; true when it had been connected.</summary>
        private async Task<bool> ServeAsync(RealtimeSession session, CancellationToken cancellation)
        {
            var media = new VoiceSession(
                session, _local, _options.Publish ? _name : (TrackName?)null, _announce, () => _changed.Release());
            bool wasConnected = false;
            using IDisposable watching = session.State.Subscribe(_ => _changed.Release());
            try
            {
                while (session.State.Value < RealtimeSessionState.Lost)
                {
                    wasConnected |= session.State.Value == RealtimeSessionState.Connected;
                    media.Mend(_clock.Now, Volatile.Read(ref _voices));
                    if (wasConnected) Problem.Value = media.Problem;
                    await _changed.WaitAsync(Tick, cancellation).ConfigureAwait(false);
                }
            }
            finally
            {
                _local.SendOn(null);
            }

            return wasConnected;
        }
    }
}
