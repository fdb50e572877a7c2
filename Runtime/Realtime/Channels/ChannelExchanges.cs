#nullable enable
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;

namespace Earshot.Realtime
{
    /// <summary>A session's exchanges about data channels. The first one establishes their transport; after that no SDP
    /// is needed.</summary>
    internal sealed class ChannelExchanges
    {
        private readonly Exchanges _exchanges;
        private readonly TrackExchanges _tracks;
        private readonly Batch<ChannelRequest, ApiResult<SessionChannel>> _publishes;
        private readonly Batch<ChannelRequest, ApiResult<SessionChannel>> _pulls;

        public ChannelExchanges(Exchanges exchanges, TrackExchanges tracks)
        {
            _exchanges = exchanges;
            _tracks = tracks;
            const int most = TracksRequest.MaxTracks; // a request is all local or all remote
            _publishes = new Batch<ChannelRequest, ApiResult<SessionChannel>>(exchanges.Queue, most, OpenBatchAsync);
            _pulls = new Batch<ChannelRequest, ApiResult<SessionChannel>>(exchanges.Queue, most, OpenBatchAsync);
        }

        public Task<ApiResult<SessionChannel>> OpenAsync(ChannelRequest request, CancellationToken cancellation)
        {
            Batch<ChannelRequest, ApiResult<SessionChannel>> batch =
                request.Metadata.SessionId.IsGiven ? _pulls : _publishes;
            return _exchanges.RepeatAsync(() => batch.AddAsync(request), result => result.Failure, cancellation);
        }

        /// <summary>Lets our subscription reply, or no more.</summary>
        public Task<ApiFailure?> UpdateAsync(SessionChannel channel, bool canReply) =>
            ChangeAsync(channel.Metadata, (id, list) => _exchanges.Api.UpdateDataChannelsAsync(
                id, list, _exchanges.Ended), new DataChannelObject
                {
                    Location = TrackObject.Remote,
                    SessionId = channel.Metadata.SessionId,
                    DataChannelName = channel.Metadata.Name,
                    CanReply = canReply,
                });

        public async Task<ApiFailure?> CloseAsync(SessionChannel channel)
        {
            channel.Close();
            ApiFailure? failure = await ChangeAsync(channel.Metadata, (id, list) =>
                _exchanges.Api.CloseDataChannelsAsync(id, list, _exchanges.Ended),
                new DataChannelObject { Id = channel.Id }).ConfigureAwait(false);
            return failure?.ErrorCode == ApiError.CloseTrack ? null : failure; // closed is closed
        }

        private delegate Task<ApiResult<DataChannelList>> Call(SessionId session, DataChannelList channels);

        private Task<ApiFailure?> ChangeAsync(ChannelMetadata metadata, Call call, DataChannelObject channel) =>
            _exchanges.Queue.Enqueue(() => _exchanges.RunAsync<ApiFailure?>(failure => failure, async peer =>
            {
                var list = new DataChannelList { DataChannels = new[] { channel } };
                ApiResult<DataChannelList> changed = await call(_exchanges.Id, list).ConfigureAwait(false);
                if (changed.Failure != null)
                    return await _exchanges.JudgeAsync(peer, changed.Failure).ConfigureAwait(false);
                return FindFailure(changed.Value.DataChannels.FirstOrDefault(), metadata, needsId: false);
            }));

        private Task<IReadOnlyList<ApiResult<SessionChannel>>> OpenBatchAsync(IReadOnlyList<ChannelRequest> requests) =>
            _exchanges.RunAsync(failure => Fail(requests, failure), async peer =>
            {
                ApiFailure? unready = await EstablishAsync(peer).ConfigureAwait(false);
                if (unready != null) return Fail(requests, unready);
                var wanted = new DataChannelList
                {
                    DataChannels = requests.Select(request => request.ToChannel()).ToList(),
                };
                ApiResult<DataChannelList> opened = await _exchanges.Api.NewDataChannelsAsync(
                    _exchanges.Id, wanted, _exchanges.Ended).ConfigureAwait(false);
                if (opened.Failure != null)
                {
                    return Fail(
                        requests, await _exchanges.JudgeAsync(peer, opened.Failure).ConfigureAwait(false));
                }

                IReadOnlyList<DataChannelObject> items = opened.Value.DataChannels;
                return requests.Select((request, i) => Conclude(peer, request, items.ElementAtOrDefault(i))).ToList();
            });

        private async Task<ApiFailure?> EstablishAsync(IRtcPeer peer)
        {
            if (_tracks.HasDataSection) return null;
            var request = new EstablishRequest
            {
                DataChannel = new DataChannelObject
                {
                    Location = TrackObject.Remote,
                    DataChannelName = DataChannelObject.ServerEvents,
                },
            };
            ApiResult<EstablishResponse> established = await _exchanges.Api.EstablishDataChannelsAsync(
                _exchanges.Id, request, _exchanges.Ended).ConfigureAwait(false);
            if (established.Failure != null)
                return await _exchanges.JudgeAsync(peer, established.Failure).ConfigureAwait(false);
            ApiFailure? broken = await _exchanges.ApplyAsync(peer, established.Value.SessionDescription)
                .ConfigureAwait(false);
            _tracks.HasDataSection = broken == null;
            return broken;
        }

        private ApiResult<SessionChannel> Conclude(IRtcPeer peer, ChannelRequest request, DataChannelObject? item)
        {
            ApiFailure? failure = FindFailure(item, request.Metadata, needsId: true);
            if (failure != null) return failure;
            SessionId publisher =
                request.Metadata.SessionId.IsGiven ? request.Metadata.SessionId : _exchanges.Id;
            var metadata = new ChannelMetadata(publisher, request.Metadata.Name, request.Metadata.Reliability);
            int id = item!.Id!.Value;
            IRtcDataChannel channel = peer.CreateDataChannel(
                metadata.Name.Value, metadata.Reliability.ToInit(id), request.Sink);
            return new SessionChannel(channel, metadata, id);
        }

        private static ApiFailure? FindFailure(DataChannelObject? item, ChannelMetadata metadata, bool needsId)
        {
            if (item?.Error != null)
            {
                return new ApiFailure(
                    200, item.Error.ErrorCode, $"The SFU refused the data channel {metadata}: {item.Error}");
            }

            bool isThere = item != null && (!needsId || (item.Id >= 0 && item.Id < ushort.MaxValue));
            return isThere
                ? null
                : new ApiFailure(
                    200, ApiError.Track, $"The SFU's response has no stream for the data channel {metadata}.");
        }

        private static IReadOnlyList<ApiResult<SessionChannel>> Fail(
            IReadOnlyList<ChannelRequest> requests, ApiFailure failure) =>
            requests.Select(_ => (ApiResult<SessionChannel>)failure).ToList();
    }
}
