#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc.Wire;

namespace Earshot.Realtime
{
    /// <summary>A session's exchanges about tracks, each for all that was asked for since the last.</summary>
    internal sealed class TrackExchanges
    {
        private readonly Exchanges _exchanges;
        private readonly Batch<PublishRequest, ApiResult<PublishedTrack>> _publishes;
        private readonly Batch<PullRequest, ApiResult<RemoteTrack>> _pulls;
        private readonly Batch<Mid, ApiFailure?> _closes;

        // Owned by the exchange under way.
        private readonly List<Mid> _parked = new List<Mid>();

        public TrackExchanges(Exchanges exchanges)
        {
            _exchanges = exchanges;
            const int most = TracksRequest.MaxTracks;
            _publishes =
                new Batch<PublishRequest, ApiResult<PublishedTrack>>(exchanges.Queue, most, PublishBatchAsync);
            _pulls = new Batch<PullRequest, ApiResult<RemoteTrack>>(exchanges.Queue, most, PullBatchAsync);
            _closes = new Batch<Mid, ApiFailure?>(exchanges.Queue, most, CloseBatchAsync);
        }

        /// <summary>True once a data section keeps the transport alive, whatever happens to tracks. Owned by the
        /// exchange under way.</summary>
        public bool HasDataSection { get; set; }

        public Task<ApiResult<PublishedTrack>> PublishAsync(PublishRequest request, CancellationToken cancellation) =>
            _exchanges.RepeatAsync(() => _publishes.AddAsync(request), result => result.Failure, cancellation);

        public Task<ApiResult<RemoteTrack>> PullAsync(PullRequest request, CancellationToken cancellation) =>
            _exchanges.RepeatAsync(() => _pulls.AddAsync(request), result => result.Failure, cancellation);

        public Task<ApiFailure?> CloseAsync(Mid mid) => _closes.AddAsync(mid);

        /// <summary>Changes the preferred layer of a pulled track.</summary>
        public Task<ApiFailure?> UpdateAsync(RemoteTrack track, SimulcastPreference preference) =>
            _exchanges.Queue.Enqueue(() => _exchanges.RunAsync<ApiFailure?>(failure => failure, async peer =>
            {
                TrackObject wanted = new PullRequest(track.Metadata, preference).ToTrack();
                wanted.Mid = track.Mid.Value;
                ApiResult<TracksResponse> updated = await _exchanges.Api.UpdateTracksAsync(
                    _exchanges.Id, new TracksRequest { Tracks = new[] { wanted } }, _exchanges.Ended)
                    .ConfigureAwait(false);
                if (updated.Failure != null)
                    return await _exchanges.JudgeAsync(peer, updated.Failure).ConfigureAwait(false);
                return FindFailure(updated.Value.Tracks.FirstOrDefault(), $"update of track {track.Metadata}", false);
            }));

        private Task<IReadOnlyList<ApiResult<PublishedTrack>>> PublishBatchAsync(
            IReadOnlyList<PublishRequest> requests) =>
            _exchanges.RunAsync(failure => Fail<PublishedTrack>(requests.Count, failure), async peer =>
            {
                foreach (PublishRequest request in requests)
                    peer.AddTrack(request.Kind, request.Name, request.Encodings);
                var offer = SessionDescriptionBody.Offer(peer.CreateOffer());
                List<Mid> mids = requests.Select(request => FindSender(peer, request.Name)).ToList();
                IEnumerable<TrackObject> tracks = requests.Select((request, i) => new TrackObject
                {
                    Location = TrackObject.Local,
                    Mid = mids[i].Value,
                    TrackName = request.Name,
                });
                ApiResult<TracksResponse> answered = await _exchanges.Api.NewTracksAsync(
                    _exchanges.Id,
                    new TracksRequest { SessionDescription = offer, Tracks = tracks.ToList() },
                    _exchanges.Ended).ConfigureAwait(false);
                List<ApiFailure?> failures = requests.Select((request, i) => answered.Failure ?? FindFailure(
                    answered.Value.Tracks.FirstOrDefault(item => item.Mid == mids[i].Value), $"track {request.Name}"))
                    .ToList();
                bool mayApply = answered.Failure == null &&
                    (failures.Any(failure => failure == null) || answered.Value.SessionDescription != null);
                if (mayApply)
                {
                    ApiFailure? broken = await _exchanges.ApplyAsync(peer, answered.Value.SessionDescription)
                        .ConfigureAwait(false);
                    if (broken != null) return Fail<PublishedTrack>(requests.Count, broken);
                }
                else
                {
                    peer.Rollback();
                }

                var results = new List<ApiResult<PublishedTrack>>(requests.Count);
                for (int i = 0; i < requests.Count; i++)
                    results.Add(Conclude(peer, requests[i], mids[i], failures[i]));
                if (answered.Failure != null)
                    await _exchanges.JudgeAsync(peer, answered.Failure).ConfigureAwait(false);
                return results;
            });

        private ApiResult<PublishedTrack> Conclude(IRtcPeer peer, PublishRequest request, Mid mid, ApiFailure? failure)
        {
            if (failure != null)
            {
                peer.Stop(mid);
                return failure;
            }

            _exchanges.Live.Add(mid);
            peer.SetFeedback(mid, request.Feedback);
            return new PublishedTrack(peer, request.Name, mid);
        }

        private Task<IReadOnlyList<ApiResult<RemoteTrack>>> PullBatchAsync(IReadOnlyList<PullRequest> pulls) =>
            _exchanges.RunAsync(failure => Fail<RemoteTrack>(pulls.Count, failure), async peer =>
            {
                ApiResult<TracksResponse> offered = await _exchanges.Api.NewTracksAsync(
                    _exchanges.Id,
                    new TracksRequest { Tracks = pulls.Select(pull => pull.ToTrack()).ToList() },
                    _exchanges.Ended).ConfigureAwait(false);
                if (offered.Failure != null)
                {
                    return Fail<RemoteTrack>(
                        pulls.Count, await _exchanges.JudgeAsync(peer, offered.Failure).ConfigureAwait(false));
                }

                IReadOnlyList<ApiResult<RemoteTrack>> results = MapSections(peer, pulls, offered.Value);
                if (results.All(result => result.Failure != null)) return results;
                ApiFailure? broken = await _exchanges.ApplyAsync(peer, offered.Value.SessionDescription)
                    .ConfigureAwait(false);
                return broken == null ? results : Fail<RemoteTrack>(pulls.Count, broken);
            });

        /// <summary>Ties each section to its track, and tells of it, before the offer that brings it is applied: its
        /// packets may come at once.</summary>
        private IReadOnlyList<ApiResult<RemoteTrack>> MapSections(
            IRtcPeer peer, IReadOnlyList<PullRequest> pulls, TracksResponse response)
        {
            List<TrackObject> items = response.Tracks.ToList();
            var results = new List<ApiResult<RemoteTrack>>(pulls.Count);
            foreach (PullRequest pull in pulls)
            {
                int i = items.FindIndex(item =>
                    item.TrackName == pull.Metadata.TrackName && item.SessionId == pull.Metadata.SessionId);
                TrackObject? found = i < 0 ? null : items[i];
                if (i >= 0) items.RemoveAt(i);
                ApiFailure? failure = FindFailure(found, $"track {pull.Metadata}");
                if (failure != null)
                {
                    results.Add(failure);
                    continue;
                }

                var track = new RemoteTrack(peer, pull.Metadata, new Mid(found!.Mid!));
                pull.Mapped?.Invoke(track);
                peer.SetSink(track.Mid, track);
                _exchanges.Live.Add(track.Mid);
                results.Add(track);
            }

            return results;
        }

        private Task<IReadOnlyList<ApiFailure?>> CloseBatchAsync(IReadOnlyList<Mid> mids) =>
            _exchanges.RunAsync<IReadOnlyList<ApiFailure?>>(
                failure => mids.Select(_ => (ApiFailure?)failure).ToList(),
                async peer =>
            {
                foreach (Mid mid in mids)
                {
                    peer.SetSink(mid, null);
                    peer.SetFeedback(mid, null);
                }

                // Stopping the last section would end the transport, and with it the session. So the last ones are only
                // parked: the SFU stops the media, the sections stay until there is company again.
                _exchanges.Live.ExceptWith(mids);
                bool park = _exchanges.Live.Count == 0 && !HasDataSection;
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

                ApiResult<TracksResponse> closed = await _exchanges.Api.CloseTracksAsync(
                    _exchanges.Id, request, _exchanges.Ended).ConfigureAwait(false);
                ApiFailure? failure = closed.Failure;
                if (failure != null)
                {
                    peer.Rollback();
                    failure = await _exchanges.JudgeAsync(peer, failure).ConfigureAwait(false);
                }
                else if (!park)
                {
                    failure = await _exchanges.ApplyAsync(peer, closed.Value.SessionDescription).ConfigureAwait(false);
                }

                return mids.Select(_ => failure).ToList();
            });

        private static Mid FindSender(IRtcPeer peer, TrackName name) => peer.TryFindSender(name, out Mid mid)
            ? mid
            : throw new InvalidOperationException($"The engine's offer has no section for the track {name}.");

        private static ApiFailure? FindFailure(TrackObject? item, string what, bool needsMid = true)
        {
            if (item == null || (item.Error == null && needsMid && string.IsNullOrEmpty(item.Mid)))
                return new ApiFailure(200, ApiError.Track, $"The SFU's response has no section for the {what}.");
            if (item.Error == null) return null;
            return new ApiFailure(200, item.Error.ErrorCode, $"The SFU refused the {what}: {item.Error}");
        }

        private static IReadOnlyList<ApiResult<T>> Fail<T>(int count, ApiFailure failure) where T : class =>
            Enumerable.Repeat((ApiResult<T>)failure, count).ToList();
    }
}
