#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using UniRx;

namespace Earshot.Realtime
{
    /// <summary>One session with the SFU: one peer connection, on which tracks and data channels are published and
    /// pulled. https://developers.cloudflare.com/realtime/sfu/sessions-tracks/
    /// <code>
    ///  publish  offer ─► tracks/new (local) ─► answer
    ///  pull     tracks/new (remote) ─► offer ─► answer ─► renegotiate
    ///  close    stop, offer ─► tracks/close ─► answer
    ///  channel  datachannels/establish ─► offer ─► answer ─► renegotiate, once; then datachannels/new
    /// </code>
    /// All of it goes through one <see cref="NegotiationQueue"/>, and what is asked for together goes out together. A
    /// session that breaks does not mend: the SFU knows no ICE restart, so its owner makes a new one, publishes under
    /// the same names and pulls again, which <see cref="PartyTracks"/> does. Any thread.</summary>
    public sealed class RealtimeSession : IDisposable
    {
        private readonly RealtimeSessionOptions _options;
        private readonly CancellationTokenSource _disposed = new CancellationTokenSource();
        private readonly Exchanges _exchanges;
        private readonly TrackExchanges _tracks;
        private readonly ChannelExchanges _channels;
        private readonly ConcurrentReactiveProperty<SessionState> _state;

        /// <summary>Asks the SFU for a session at once, while the engine still makes its certificate and
        /// sockets.</summary>
        /// <param name="api">Stays its owner's.</param>
        /// <param name="peer">The engine; becomes the session's and ends with it.</param>
        /// <param name="options">Null for the defaults.</param>
        public RealtimeSession(RealtimeApi api, Task<IRtcPeer> peer, RealtimeSessionOptions? options = null)
        {
            _options = options ?? new RealtimeSessionOptions();
            _state = new ConcurrentReactiveProperty<SessionState>(
                new SessionState(SessionPhase.Opening, default, _options.Generation, null));
            _exchanges = new Exchanges(
                api, _options.Retries, Lose, () => _state.Value.HasEnded ? Failure : null, _disposed.Token);
            _tracks = new TrackExchanges(_exchanges);
            _channels = new ChannelExchanges(_exchanges, _tracks);
            _ = _exchanges.Queue.Enqueue(() => OpenAsync(peer));
        }

        /// <summary>Where it stands.</summary>
        public IReadOnlyReactiveProperty<SessionState> State => _state;

        /// <summary>Its name at the SFU; <c>default</c> while <see cref="SessionPhase.Opening"/>.</summary>
        public SessionId Id => _state.Value.Id;

        /// <summary>Why it was lost; null while it is not.</summary>
        public ApiFailure? Failure => _state.Value.Failure;

        /// <summary>What the engine counts; zeros before it runs and after it has ended.</summary>
        public RtcPeerStats Stats
        {
            get
            {
                try
                {
                    return _exchanges.Peer?.Stats ?? default;
                }
                catch (ObjectDisposedException)
                {
                    return default;
                }
            }
        }

        /// <summary>Publishes a track. Announce it only after <see cref="PublishedTrack.Sending"/>.</summary>
        /// <param name="kind">Audio or video.</param>
        /// <param name="name">Unique within the session.</param>
        /// <param name="encodings">Several, each with a rid, for a simulcast; null for the plain one.</param>
        /// <param name="feedback">Told what subscribers want; null to tell nobody.</param>
        /// <param name="cancellation">Ends the wait, not the track.</param>
        public Task<ApiResult<PublishedTrack>> PublishAsync(
            MediaKind kind,
            TrackName name,
            IReadOnlyList<TrackEncoding>? encodings = null,
            ITrackFeedback? feedback = null,
            CancellationToken cancellation = default) =>
            _tracks.PublishAsync(
                new PublishRequest(kind, name, encodings ?? TrackEncoding.Single, feedback), cancellation);

        /// <summary>Pulls a track, trying again while its publisher does not send yet.</summary>
        /// <param name="metadata">Which.</param>
        /// <param name="simulcast">The preferred layer; null for none.</param>
        /// <param name="mapped">Told of the track before its first packet can come, inside the exchange: only listen
        /// there. Null to tell nobody.</param>
        /// <param name="cancellation">Ends the wait, not the track.</param>
        public Task<ApiResult<RemoteTrack>> PullAsync(
            TrackMetadata metadata,
            SimulcastPreference? simulcast = null,
            Action<RemoteTrack>? mapped = null,
            CancellationToken cancellation = default) =>
            _tracks.PullAsync(new PullRequest(metadata, simulcast, mapped), cancellation);

        /// <summary>Changes which layer of a pulled simulcast comes; null when it succeeded.</summary>
        public Task<ApiFailure?> UpdateAsync(RemoteTrack track, SimulcastPreference simulcast) =>
            _tracks.UpdateAsync(track, simulcast);

        /// <summary>Ends a published track; null when it succeeded.</summary>
        public Task<ApiFailure?> CloseAsync(PublishedTrack track) => _tracks.CloseAsync(track.Mid);

        /// <summary>Ends a pulled track; null when it succeeded.</summary>
        public Task<ApiFailure?> CloseAsync(RemoteTrack track) => _tracks.CloseAsync(track.Mid);

        /// <summary>Publishes a data channel, from this session to all who subscribe.</summary>
        public Task<ApiResult<SessionChannel>> PublishChannelAsync(
            DataChannelName name,
            ChannelReliability reliability,
            IDataChannelSink sink,
            CancellationToken cancellation = default) =>
            _channels.OpenAsync(
                new ChannelRequest(new ChannelMetadata(default, name, reliability), sink), cancellation);

        /// <summary>Subscribes to a data channel, trying again while its publisher has none yet. What was said before
        /// does not come.</summary>
        /// <param name="metadata">Which.</param>
        /// <param name="sink">Told of its messages.</param>
        /// <param name="canReply">True to be the one subscriber who may send to the publisher.</param>
        /// <param name="waitForAck">True to have the SFU hold messages back until we have sent one, which nobody
        /// gets.</param>
        /// <param name="cancellation">Ends the wait, not the channel.</param>
        public Task<ApiResult<SessionChannel>> SubscribeAsync(
            ChannelMetadata metadata,
            IDataChannelSink sink,
            bool canReply = false,
            bool waitForAck = false,
            CancellationToken cancellation = default) =>
            _channels.OpenAsync(new ChannelRequest(metadata, sink, canReply, waitForAck), cancellation);

        /// <summary>Takes or gives up the right to reply on a subscription; null when it succeeded.</summary>
        public Task<ApiFailure?> UpdateAsync(SessionChannel channel, bool canReply) =>
            _channels.UpdateAsync(channel, canReply);

        /// <summary>Ends a data channel; null when it succeeded.</summary>
        public Task<ApiFailure?> CloseAsync(SessionChannel channel) => _channels.CloseAsync(channel);

        /// <summary>Ends the connection. The SFU has no call for it: it sees the transport close.</summary>
        public void Dispose()
        {
            Become(SessionPhase.Closed, default, new ApiFailure("The session was closed."));
            _disposed.Cancel();
            _ = _exchanges.Queue.Enqueue(() =>
            {
                _exchanges.Peer?.Dispose();
                return Task.FromResult(true);
            });
        }

        private async Task<bool> OpenAsync(Task<IRtcPeer> starting)
        {
            try
            {
                Task<ApiResult<NewSessionResponse>> opening = _exchanges.Api.NewSessionAsync(_disposed.Token);
                IRtcPeer peer = await starting.ConfigureAwait(false);
                _exchanges.Peer = peer;
                peer.StateChanged += () => FollowPeer(peer);
                _ = KeepIceServersAsync(peer);
                ApiResult<NewSessionResponse> opened = await opening.ConfigureAwait(false);
                if (opened.Failure != null)
                {
                    Lose(opened.Failure);
                    return false;
                }

                _exchanges.Id = opened.Value.SessionId;
                var watch = new PathWatch(peer, _options, Lose); // listens from here on
                Become(SessionPhase.Open, opened.Value.SessionId, null);
                _ = WatchAsync(watch);
            }
            catch (OperationCanceledException)
            {
                return false; // disposed meanwhile
            }
            catch (Exception e)
            {
                Lose(new ApiFailure($"The media engine did not start: {e.Message}"));
            }

            return true;
        }

        private async Task WatchAsync(PathWatch watch)
        {
            try
            {
                await watch.RunAsync(_disposed.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException || e is ObjectDisposedException)
            {
                // The session has ended.
            }
        }

        private async Task KeepIceServersAsync(IRtcPeer peer)
        {
            if (_options.IceServers == null) return;
            try
            {
                for (int failures = 0; ;)
                {
                    ApiResult<IceServersResponse> given =
                        await _options.IceServers(_disposed.Token).ConfigureAwait(false);
                    failures = given.Failure == null ? 0 : failures + 1;
                    if (given.Failure == null && given.Value.IceServers.Count > 0)
                        peer.SetIceServers(given.Value.IceServers);
                    TimeSpan wait = _options.IceServersRefresh;
                    if (failures > 0) RetrySchedule.Reconnect.TryGetDelay(failures, out wait);
                    await Task.Delay(wait, _disposed.Token).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is OperationCanceledException || e is ObjectDisposedException)
            {
                // The session has ended.
            }
        }

        private void FollowPeer(IRtcPeer peer)
        {
            if (peer.State == PeerState.Connected) Become(SessionPhase.Connected, default, null);
            if (peer.State == PeerState.Closed)
                Lose(new ApiFailure($"The connection to the SFU ended: {peer.CloseDetail}"));
        }

        private void Lose(ApiFailure failure) => Become(SessionPhase.Lost, default, failure);

        private void Become(SessionPhase phase, SessionId id, ApiFailure? failure) => _state.Update(current =>
        {
            if (current.HasEnded && phase <= current.Phase) return current;
            bool isForward = phase > current.Phase;
            if (!isForward && !id.IsGiven) return current;
            return new SessionState(
                isForward ? phase : current.Phase,
                id.IsGiven ? id : current.Id,
                current.Generation,
                isForward ? failure : current.Failure);
        });
    }
}
