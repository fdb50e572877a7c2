#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc.Sdp;
using UniRx;

namespace Earshot.Realtime
{
    /// <summary>Tracks and data channels of a party, as observables that outlive whatever carries them: the algebra of
    /// Cloudflare's partytracks. https://github.com/cloudflare/partykit/tree/main/packages/partytracks
    /// <code>
    ///  var mine   = party.Push(MediaKind.Audio, microphone);        // IObservable of TrackMetadata: announce it
    ///  var theirs = party.Pull(announced);                          // IObservable of RemoteTrack: listen to it
    ///  var chat   = party.Publish(new DataChannelName("chat"));     // IObservable of ChannelMetadata
    ///  var said   = party.Subscribe(announcedChat);                 // IObservable of ChannelMessage
    /// </code>
    /// Subscribing acquires, disposing closes; all who subscribe to one share it. It keeps one session with the SFU,
    /// and when that is lost makes the next, on which all that is held is published under the same names and pulled
    /// again: a new value tells so. Nothing here ends or fails: what is wrong is a value (<see cref="State"/>,
    /// <see cref="TrackPush.Failure"/>, <see cref="TrackPull.Failure"/>). A breakout is to dispose some pulls and
    /// subscribe to others; the connection stays. Any thread; observers are told on threads of the pool.</summary>
    public sealed class PartyTracks : IDisposable
    {
        private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(1);

        private readonly RealtimeApi _api;
        private readonly PartyTracksOptions _options;
        private readonly CancellationTokenSource _life = new CancellationTokenSource();
        private readonly ConcurrentReactiveProperty<SessionState> _state = new ConcurrentReactiveProperty<SessionState>(
            new SessionState(SessionPhase.Opening, default, 1, null));
        private readonly ConcurrentReactiveProperty<RealtimeSession?> _session =
            new ConcurrentReactiveProperty<RealtimeSession?>(null);
        private readonly object _gate = new object();
        private readonly List<TrackSender> _senders = new List<TrackSender>();

        /// <summary>Asks for a session at once.</summary>
        /// <param name="api">Stays its owner's.</param>
        /// <param name="options">Null for the defaults.</param>
        public PartyTracks(RealtimeApi api, PartyTracksOptions? options = null)
        {
            _api = api;
            _options = options ?? new PartyTracksOptions();
            _ = Task.Run(KeepSessionAsync);
            _ = Task.Run(KeepAliveAsync);
        }

        /// <summary>Where the present session stands; after one was lost, the next one.</summary>
        public IReadOnlyReactiveProperty<SessionState> State => _state;

        /// <summary>The last calls to the SFU, to attach to a report.</summary>
        public ApiHistory History => _api.History;

        /// <summary>What the engine counts.</summary>
        public RtcPeerStats Stats => _session.Value?.Stats ?? default;

        /// <summary>A track to publish. Each value says where others can pull it now; it comes only once packets flow,
        /// so it may be announced at once. A source that is replaced goes on on the same track.</summary>
        /// <param name="kind">Audio or video.</param>
        /// <param name="source">The present source; <c>null</c> while there is none, which listeners hear as
        /// silence.</param>
        /// <param name="encodings">Limits and pauses; several, each with a rid, for a simulcast, of which the first
        /// value counts. Null for the plain one.</param>
        /// <param name="name">The name to keep over all sessions; a random one when it is not given.</param>
        public TrackPush Push(
            MediaKind kind,
            IObservable<ITrackSource?> source,
            IObservable<IReadOnlyList<TrackEncoding>>? encodings = null,
            TrackName name = default) =>
            new TrackPush(this, kind, source, encodings, name.IsGiven ? name : NewName());

        /// <summary>A track to pull. Each value is a track whose packets are about to come; the one before it has
        /// ended.</summary>
        /// <param name="metadata">What is announced at present; <c>default</c> while nothing is.</param>
        /// <param name="simulcast">The layer to get; null for no preference.</param>
        public TrackPull Pull(
            IObservable<TrackMetadata> metadata, IObservable<SimulcastPreference?>? simulcast = null) =>
            new TrackPull(this, metadata, simulcast);

        /// <summary>A data channel to publish: what is sent on it goes to all who subscribe to what it
        /// announces.</summary>
        /// <param name="name">The name to keep over all sessions.</param>
        /// <param name="reliability">Null for a reliable, ordered one.</param>
        public ChannelPush Publish(DataChannelName name, ChannelReliability? reliability = null) =>
            new ChannelPush(this, name, reliability ?? ChannelReliability.Reliable);

        /// <summary>A data channel of somebody else's to hear.</summary>
        /// <param name="metadata">What is announced at present; null while nothing is.</param>
        /// <param name="canReply">True to be the one subscriber who may send to the publisher.</param>
        /// <param name="waitForAck">True to have the SFU keep what is said until this side is ready for it.</param>
        public ChannelPull Subscribe(
            IObservable<ChannelMetadata?> metadata, bool canReply = false, bool waitForAck = false) =>
            new ChannelPull(this, metadata, canReply, waitForAck);

        /// <summary>Ends the session and all that is held.</summary>
        public void Dispose()
        {
            _life.Cancel();
            RealtimeSession? last = _session.Value;
            _session.Value = null;
            last?.Dispose();
            _state.Update(state => new SessionState(SessionPhase.Closed, state.Id, state.Generation, null));
        }

        internal RetrySchedule Reconnect => _options.Reconnect;

        /// <summary>Does something on the present session and each that follows, until the result is disposed of. The
        /// work is cancelled when its session ends.</summary>
        internal IDisposable ForEachSession(Func<RealtimeSession, CancellationToken, Task> work)
        {
            var current = new SerialDisposable();
            IDisposable following = _session.Subscribe(session =>
                current.Disposable = session == null ? Disposable.Empty : Begin(session, work));
            return new CompositeDisposable(following, current);
        }

        /// <summary>Keeps a sender's track alive until the result is disposed of.</summary>
        internal IDisposable Keep(TrackSender sender)
        {
            lock (_gate) _senders.Add(sender);
            return Disposable.Create(() =>
            {
                lock (_gate) _senders.Remove(sender);
            });
        }

        private static TrackName NewName() => new TrackName(Guid.NewGuid().ToString());

        private static IDisposable Begin(RealtimeSession session, Func<RealtimeSession, CancellationToken, Task> work)
        {
            var ending = new CancellationTokenSource();
            _ = Task.Run(async () =>
            {
                try
                {
                    await work(session, ending.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    // Let go of, or the session ended.
                }
            });
            return Disposable.Create(ending.Cancel);
        }

        private async Task KeepSessionAsync()
        {
            Task<IRtcPeer>? engine = null;
            int generation = 1;
            try
            {
                for (int failures = 1; !_life.IsCancellationRequested; failures++)
                {
                    engine ??= Task.Run(_options.Engine); // makes its certificate while the bearer travels
                    ApiFailure? failure = await AskForBearerAsync().ConfigureAwait(false);
                    if (failure == null)
                    {
                        string bearer = _api.Bearer;
                        (bool wasConnected, ApiFailure why) =
                            await ServeAsync(engine, generation++).ConfigureAwait(false);
                        engine = null;
                        failure = why;
                        if (why.Action == ApiAction.Reauthorize) _options.BearerRefused?.Invoke(bearer);
                        if (wasConnected) failures = 0;
                    }

                    int next = generation;
                    ApiFailure reason = failure;
                    if (!_life.IsCancellationRequested)
                        _state.Update(_ => new SessionState(SessionPhase.Opening, default, next, reason));
                    if (failures == 0) continue; // it worked until just now: the next one is worth a try at once
                    _options.Reconnect.TryGetDelay(failures, out TimeSpan delay);
                    await Task.Delay(delay, _life.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                // Disposed.
            }
            finally
            {
                _ = engine?.ContinueWith(
                    unused => unused.Result.Dispose(),
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnRanToCompletion,
                    TaskScheduler.Default);
            }
        }

        private async Task<ApiFailure?> AskForBearerAsync()
        {
            if (_options.Bearer == null) return null;
            ApiResult<string> bearer = await _options.Bearer(_life.Token).ConfigureAwait(false);
            if (bearer.Failure == null) _api.Bearer = bearer.Value;
            return bearer.Failure;
        }

        /// <summary>Holds a session until it has ended: whether it was ever connected, and why it ended.</summary>
        private async Task<(bool WasConnected, ApiFailure Why)> ServeAsync(Task<IRtcPeer> engine, int generation)
        {
            RealtimeSessionOptions options = _options.Session.For(generation);
            using var session = new RealtimeSession(_api, engine, options);
            var ended = new TaskCompletionSource<ApiFailure>(TaskCreationOptions.RunContinuationsAsynchronously);
            bool wasConnected = false;
            using IDisposable following = session.State.Subscribe(state =>
            {
                wasConnected |= state.Phase == SessionPhase.Connected;
                if (state.HasEnded) ended.TrySetResult(state.Failure!);
                if (state.Phase == SessionPhase.Connected) KeepAlive();
                _state.Update(mine => mine.Phase == SessionPhase.Closed ? mine : Shown(mine, state));
            });
            _session.Value = session;
            if (_life.IsCancellationRequested) session.Dispose(); // it was disposed of between
            ApiFailure why = await ended.Task.ConfigureAwait(false);
            _session.Value = null;
            return (wasConnected, why);
        }

        /// <summary>While the next session opens, the reason why the last one ended stays to be seen.</summary>
        private static SessionState Shown(SessionState before, SessionState now) =>
            now.Phase >= SessionPhase.Connected || now.Failure != null
                ? now
                : new SessionState(now.Phase, now.Id, now.Generation, before.Failure);

        private async Task KeepAliveAsync()
        {
            try
            {
                while (true)
                {
                    await Task.Delay(KeepAliveInterval, _life.Token).ConfigureAwait(false);
                    KeepAlive();
                }
            }
            catch (OperationCanceledException)
            {
                // Disposed.
            }
        }

        private void KeepAlive()
        {
            TrackSender[] senders;
            lock (_gate) senders = _senders.ToArray();
            foreach (TrackSender sender in senders) sender.KeepAlive();
        }
    }
}
