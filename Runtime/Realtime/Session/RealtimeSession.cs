#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using UniRx;

namespace Earshot.Realtime
{
    /// <summary>One session with the SFU: one peer connection, on which tracks are published and pulled.
    /// https://developers.cloudflare.com/realtime/sfu/sessions-tracks/
    /// <code>
    ///  publish  offer ─► tracks/new (local) ─► answer
    ///  pull     tracks/new (remote) ─► offer ─► answer ─► renegotiate
    ///  close    stop, offer ─► tracks/close ─► answer
    /// </code>
    /// All of it goes through one <see cref="NegotiationQueue"/>. A session that breaks does not mend: the SFU knows no
    /// ICE restart, so its owner makes a new one, publishes under the same names and pulls again. Any thread.</summary>
    public sealed class RealtimeSession : IDisposable
    {
        private readonly RealtimeApi _api;
        private readonly RetrySchedule _pullRetries;
        private readonly CancellationTokenSource _disposed = new CancellationTokenSource();
        private readonly NegotiationQueue _queue = new NegotiationQueue();
        private readonly Batch<PullRequest, ApiResult<PulledTrack>> _pulls;
        private readonly Batch<Mid, ApiFailure?> _closes;
        private readonly ConcurrentReactiveProperty<RealtimeSessionState> _state =
            new ConcurrentReactiveProperty<RealtimeSessionState>(RealtimeSessionState.Opening);

        // Owned by the exchange under way.
        private readonly HashSet<Mid> _live = new HashSet<Mid>();
        private readonly List<Mid> _parked = new List<Mid>();
        private IRtcPeer? _peer;

        /// <summary>Asks the SFU for a session at once, while the engine still makes its certificate and
        /// sockets.</summary>
        /// <param name="api">Stays its owner's.</param>
        /// <param name="peer">The engine; becomes the session's and ends with it.</param>
        public RealtimeSession(RealtimeApi api, Task<IRtcPeer> peer) : this(api, peer, RetrySchedule.Pull)
        {
        }

        public RealtimeSession(RealtimeApi api, Task<IRtcPeer> peer, RetrySchedule pullRetries)
        {
            _api = api;
            _pullRetries = pullRetries;
            _pulls = new Batch<PullRequest, ApiResult<PulledTrack>>(_queue, TracksRequest.MaxTracks, PullBatchAsync);
            _closes = new Batch<Mid, ApiFailure?>(_queue, TracksRequest.MaxTracks, CloseBatchAsync);
            _ = _queue.Enqueue(() => OpenAsync(peer));
        }

        /// <summary>Its name at the SFU; <c>default</c> while <see cref="RealtimeSessionState.Opening"/>.</summary>
        public SessionId Id { get; private set; }

        /// <summary>Where it stands.</summary>
        public IReadOnlyReactiveProperty<RealtimeSessionState> State => _state;

        /// <summary>Why it was lost; null while it is not.</summary>
        public ApiFailure? Failure { get; private set; }

        /// <summary>Publishes a track. Announce it only after <see cref="PublishedTrack.Sending"/>.</summary>
        public Task<ApiResult<PublishedTrack>> PublishAsync(MediaKind kind, TrackName name) =>
            _queue.Enqueue(() => OfferTrackAsync(kind, name));

        /// <summary>Pulls a track, trying again while its publisher does not send yet. Pulls asked for while the
        /// session is busy go out together.</summary>
        public async Task<ApiResult<PulledTrack>> PullAsync(
            RemoteTrack remote, ITrackSink sink, CancellationToken cancellation)
        {
            for (int failures = 1; ; failures++)
            {
                ApiResult<PulledTrack> pulled =
                    await _pulls.AddAsync(new PullRequest(remote, sink)).ConfigureAwait(false);
                if (pulled.Failure == null || !pulled.Failure.IsWorthRetry) return pulled;
                if (!_pullRetries.TryGetDelay(failures, out TimeSpan delay)) return pulled;
                await Task.Delay(delay, cancellation).ConfigureAwait(false);
            }
        }

        /// <summary>Ends a published track; null when it succeeded.</summary>
        public Task<ApiFailure?> CloseAsync(PublishedTrack track) => _closes.AddAsync(track.Mid);

        /// <summary>Ends a pulled track; null when it succeeded.</summary>
        public Task<ApiFailure?> CloseAsync(PulledTrack track) => _closes.AddAsync(track.Mid);

        /// <summary>Ends the connection. The SFU has no call for it: it sees the transport close.</summary>
        public void Dispose()
        {
            Become(RealtimeSessionState.Closed, new ApiFailure("The session was closed."));
            _disposed.Cancel();
            _ = _queue.Enqueue(() =>
            {
                _peer?.Dispose();
                return Task.FromResult(true);
            });
        }

        private async Task<bool> OpenAsync(Task<IRtcPeer> peer)
        {
            try
            {
                Task<ApiResult<NewSessionResponse>> opening = _api.NewSessionAsync(_disposed.Token);
                _peer = await peer.ConfigureAwait(false);
                _peer.StateChanged += FollowPeer;
                ApiResult<NewSessionResponse> opened = await opening.ConfigureAwait(false);
                if (opened.Failure != null)
                {
                    Become(RealtimeSessionState.Lost, opened.Failure);
                    return false;
                }

                Id = opened.Value.SessionId;
                Become(RealtimeSessionState.Open, null);
            }
            catch (OperationCanceledException)
            {
                return false; // disposed meanwhile
            }
            catch (Exception e)
            {
                Become(RealtimeSessionState.Lost, new ApiFailure($"The media engine did not start: {e.Message}"));
            }

            return true;
        }

        private Task<ApiResult<PublishedTrack>> OfferTrackAsync(MediaKind kind, TrackName name) =>
            GuardAsync<ApiResult<PublishedTrack>>(failure => failure, async peer =>
            {
                peer.AddTrack(kind, name);
                var offer = SessionDescriptionBody.Offer(peer.CreateOffer());
                if (!peer.TryFindSender(name, out Mid mid))
                    throw new InvalidOperationException($"The engine's offer has no section for the track {name}.");
                var track = new TrackObject { Location = TrackObject.Local, Mid = mid.Value, TrackName = name };
                ApiResult<TracksResponse> answered = await _api.NewTracksAsync(
                    Id, new TracksRequest { SessionDescription = offer, Tracks = new[] { track } }, _disposed.Token)
                    .ConfigureAwait(false);
                ApiFailure? failure = answered.Failure ??
                    FindFailure(answered.Value.Tracks.FirstOrDefault(item => item.Mid == mid.Value), $"track {name}");
                if (answered.Failure == null && (failure == null || answered.Value.SessionDescription != null))
                    failure = await ApplyAsync(peer, answered.Value).ConfigureAwait(false) ?? failure;
                if (failure != null)
                {
                    peer.Rollback();
                    peer.Stop(mid);
                    return Judge(failure);
                }

                _live.Add(mid);
                return new PublishedTrack(peer, name, mid);
            });

        private Task<IReadOnlyList<ApiResult<PulledTrack>>> PullBatchAsync(IReadOnlyList<PullRequest> pulls) =>
            GuardAsync(failure => pulls.Select(_ => (ApiResult<PulledTrack>)failure).ToList(), async peer =>
            {
                ApiResult<TracksResponse> offered = await _api.NewTracksAsync(
                    Id, new TracksRequest { Tracks = pulls.Select(pull => pull.ToTrack()).ToList() }, _disposed.Token)
                    .ConfigureAwait(false);
                if (offered.Failure != null) return Fail(pulls, offered.Failure);
                IReadOnlyList<ApiResult<PulledTrack>> results = MapSections(peer, pulls, offered.Value);
                if (results.All(result => result.Failure != null)) return results;
                ApiFailure? broken = await ApplyAsync(peer, offered.Value).ConfigureAwait(false);
                return broken == null ? results : Fail(pulls, broken);
            });

        /// <summary>Ties each section to its sink before the offer that brings it is applied: its packets may come at
        /// once.</summary>
        private IReadOnlyList<ApiResult<PulledTrack>> MapSections(
            IRtcPeer peer, IReadOnlyList<PullRequest> pulls, TracksResponse response)
        {
            List<TrackObject> items = response.Tracks.ToList();
            var results = new List<ApiResult<PulledTrack>>(pulls.Count);
            foreach (PullRequest pull in pulls)
            {
                int i = items.FindIndex(item =>
                    item.TrackName == pull.Remote.TrackName && item.SessionId == pull.Remote.SessionId);
                TrackObject? found = i < 0 ? null : items[i];
                if (i >= 0) items.RemoveAt(i);
                ApiFailure? failure = FindFailure(found, $"track {pull.Remote}");
                if (failure != null)
                {
                    results.Add(failure);
                    continue;
                }

                var mid = new Mid(found!.Mid!);
                peer.SetSink(mid, pull.Sink);
                _live.Add(mid);
                results.Add(new PulledTrack(pull.Remote, mid));
            }

            return results;
        }

        private Task<IReadOnlyList<ApiFailure?>> CloseBatchAsync(IReadOnlyList<Mid> mids) =>
            GuardAsync<IReadOnlyList<ApiFailure?>>(failure => mids.Select(_ => failure).ToList(), async peer =>
            {
                foreach (Mid mid in mids) peer.SetSink(mid, null);
                _live.ExceptWith(mids);

                // Stopping the last section would end the transport, and with it the session. So the last ones are only
                // parked: the SFU stops the media, the sections stay until there is company again.
                bool park = _live.Count == 0;
                if (park) _parked.AddRange(mids);
                List<Mid> closing = park ? mids.ToList() : mids.Concat(_parked).ToList();
                var request = new CloseTracksRequest
                {
                    Tracks = closing.Select(mid => new TrackObject { Mid = mid.Value }).ToList(),
                    Force = park,
                };
                if (!park)
                {
                    _parked.Clear();
                    foreach (Mid mid in closing) peer.Stop(mid);
                    request.SessionDescription = SessionDescriptionBody.Offer(peer.CreateOffer());
                }

                ApiResult<TracksResponse> closed =
                    await _api.CloseTracksAsync(Id, request, _disposed.Token).ConfigureAwait(false);
                ApiFailure? failure = closed.Failure;
                if (failure != null) peer.Rollback();
                else if (!park) failure = await ApplyAsync(peer, closed.Value).ConfigureAwait(false);
                return mids.Select(_ => failure == null ? null : Judge(failure)).ToList();
            });

        /// <summary>Ends an exchange: applies the SFU's answer, or answers its offer. What it could not apply breaks
        /// the session, for the two sides then disagree.</summary>
        private async Task<ApiFailure?> ApplyAsync(IRtcPeer peer, TracksResponse response)
        {
            SessionDescriptionBody? description = response.SessionDescription;
            if (description == null) return Break("The SFU's response has no session description.");
            if (!description.IsOffer)
            {
                bool fits = peer.TrySetAnswer(description.Sdp, out string unfit);
                return fits ? null : Break($"The SFU's answer cannot be applied: {unfit}");
            }

            peer.Rollback(); // now and then the SFU answers a close with an offer of its own
            if (!peer.TryAnswer(description.Sdp, out string answer, out string error))
                return Break($"The SFU's offer cannot be applied: {error}");
            ApiResult<SessionDescriptionRequest> done = await _api.RenegotiateAsync(
                Id, SessionDescriptionBody.Answer(answer), _disposed.Token).ConfigureAwait(false);
            if (done.Failure == null) return null;
            Become(RealtimeSessionState.Lost, done.Failure); // whether the SFU has the answer is unknown
            return done.Failure;
        }

        private ApiFailure Break(string sentence)
        {
            var failure = new ApiFailure(sentence);
            Become(RealtimeSessionState.Lost, failure);
            return failure;
        }

        private static ApiFailure? FindFailure(TrackObject? item, string what)
        {
            if (item == null || (item.Error == null && string.IsNullOrEmpty(item.Mid)))
                return new ApiFailure(200, ApiError.Track, $"The SFU's response has no section for the {what}.");
            if (item.Error == null) return null;
            return new ApiFailure(200, item.Error.ErrorCode, $"The SFU refused the {what}: {item.Error}");
        }

        private IReadOnlyList<ApiResult<PulledTrack>> Fail(IReadOnlyList<PullRequest> pulls, ApiFailure failure)
        {
            Judge(failure);
            return pulls.Select(_ => (ApiResult<PulledTrack>)failure).ToList();
        }

        private ApiFailure Judge(ApiFailure failure)
        {
            if (failure.EndsSession) Become(RealtimeSessionState.Lost, failure);
            return failure;
        }

        private async Task<T> GuardAsync<T>(Func<ApiFailure, T> refuse, Func<IRtcPeer, Task<T>> exchange)
        {
            if (_peer == null || _state.Value >= RealtimeSessionState.Lost) return refuse(Failure!);
            try
            {
                return await exchange(_peer).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_disposed.IsCancellationRequested)
            {
                return refuse(Failure!);
            }
            catch (Exception e)
            {
                return refuse(Break($"The media engine failed: {e.Message}"));
            }
        }

        private void FollowPeer()
        {
            IRtcPeer peer = _peer!;
            if (peer.State == PeerState.Connected) Become(RealtimeSessionState.Connected, null);
            if (peer.State != PeerState.Closed) return;
            Become(RealtimeSessionState.Lost, new ApiFailure($"The connection to the SFU ended: {peer.CloseDetail}"));
        }

        private void Become(RealtimeSessionState state, ApiFailure? failure) => _state.Update(current =>
        {
            if (state <= current) return current;
            Failure = failure;
            return state;
        });

        private readonly struct PullRequest
        {
            public readonly RemoteTrack Remote;
            public readonly ITrackSink Sink;

            public PullRequest(RemoteTrack remote, ITrackSink sink)
            {
                Remote = remote;
                Sink = sink;
            }

            public TrackObject ToTrack() => new TrackObject
            {
                Location = TrackObject.Remote,
                SessionId = Remote.SessionId,
                TrackName = Remote.TrackName,
            };
        }
    }
}
