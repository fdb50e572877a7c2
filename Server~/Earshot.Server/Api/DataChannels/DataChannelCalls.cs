using System;
using System.Linq;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Server.Api.Tracks;
using Earshot.Sfu.Channels;
using Earshot.Sfu.Sessions;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Api.DataChannels;

/// <summary>The calls about data channels.</summary>
internal sealed class DataChannelCalls(Sfu.Sfu sfu, SessionAccess access)
{
    /// <summary>Brings up the transport of all channels of a session, once. Where the SFU's own offer has brought it
    /// already, that is offered once more.</summary>
    public async Task<ApiReply> EstablishAsync(Session session, ApiRequest request)
    {
        if (!EstablishRequest.TryParse(request.Body ?? new JObject(), out EstablishRequest body, out string error))
            return ApiReply.Undecodable(error);
        bool isServerEvents = body.DataChannel is { Location: TrackObject.Remote } channel
            && channel.DataChannelName == DataChannelObject.ServerEvents;
        return isServerEvents
            ? await access.ChangeOnceAsync(session, now => Establish(session, now, body))
            : ApiReply.InvalidParams("Only the remote channel \"server-events\" can be established.");
    }

    public async Task<ApiReply> NewAsync(Session session, ApiRequest request)
    {
        if (!TryRead(request, out DataChannelList body, out ApiReply? refusal)) return refusal!;
        string? location = body.DataChannels[0].Location;
        bool areAlike = body.DataChannels.All(channel => channel.Location == location);
        if (!areAlike || location is not (TrackObject.Local or TrackObject.Remote))
            return ApiReply.InvalidParams("All channels of a request are \"local\", or all are \"remote\".");
        return await access.ChangeAsync(session, async () =>
        {
            await SessionAccess.WaitAsync(session.DataConnected, access.ConnectWait, request.Aborted);
            if (!session.DataConnected.IsCompletedSuccessfully) return ApiReply.NotConnected();
            request.Aborted.ThrowIfCancellationRequested();
            return await ReplyOnceAsync(session, body, (now, wanted) => location == TrackObject.Local
                ? ChannelOpening.Publish(session, now, wanted)
                : ChannelOpening.Pull(sfu, session, now, wanted));
        });
    }

    /// <summary>Grants or takes the right to answer.</summary>
    public async Task<ApiReply> UpdateAsync(Session session, ApiRequest request) =>
        TryRead(request, out DataChannelList body, out ApiReply? refusal)
            ? await access.ChangeAsync(session, () =>
                ReplyOnceAsync(session, body, (_, wanted) => ChannelOpening.Update(session, wanted)))
            : refusal!;

    public async Task<ApiReply> CloseAsync(Session session, ApiRequest request) =>
        TryRead(request, out DataChannelList body, out ApiReply? refusal)
            ? await access.ChangeAsync(session, () =>
                ReplyOnceAsync(session, body, (now, wanted) => Close(session, now, wanted)))
            : refusal!;

    /// <summary>A channel as responses show it.</summary>
    public static DataChannelObject Describe(IChannel channel) => new()
    {
        Location = channel is PublishedChannel ? TrackObject.Local : TrackObject.Remote,
        SessionId = channel is PublishedChannel ? default : channel.PublisherId,
        DataChannelName = channel.Name,
        Id = channel.Id,
    };

    private static bool TryRead(ApiRequest request, out DataChannelList body, out ApiReply? refusal)
    {
        refusal = null;
        if (!DataChannelList.TryParse(request.Body ?? new JObject(), out body, out string error))
            refusal = ApiReply.Undecodable(error);
        else if (body.DataChannels.Count is 0 or > TracksRequest.MaxTracks)
            refusal = ApiReply.InvalidParams($"Name 1 to {TracksRequest.MaxTracks} data channels.");
        return refusal == null;
    }

    private static ApiReply Establish(Session session, Instant now, EstablishRequest body)
    {
        if (session.IsDataEstablished)
            return ApiReply.Undecodable("the session's data channel transport is already set up.");
        SessionDescriptionBody description;
        if (body.SessionDescription is { } offer)
        {
            if (!HasDataSection(offer.Sdp))
                return ApiReply.Undecodable("the offer has no m=application section to set the transport up with.");
            if (!OfferAnswer.TryTakeOffer(session, now, offer, out string error))
                return ApiReply.InvalidDescription(error);
            description = OfferAnswer.Answer(session, now);
        }
        else
        {
            if (!OfferAnswer.IsStable(session, out string error)) return ApiReply.InvalidDescription(error);
            session.AddData(now);
            description = OfferAnswer.Offer(session, now);
        }

        session.IsDataEstablished = true;
        return ApiReply.Ok(new EstablishResponse
        {
            RequiresImmediateRenegotiation = description.IsOffer,
            DataChannel = new DataChannelObject { DataChannelName = DataChannelObject.ServerEvents, Id = 0 },
            SessionDescription = description,
        }.ToJson());
    }

    private static bool HasDataSection(string sdp) =>
        SessionDescription.TryParse(sdp, out SessionDescription? offer, out _)
        && offer!.Media.Any(section => section.Kind == MediaKind.Application && !section.IsRejected);

    private static DataChannelObject Close(Session session, Instant now, DataChannelObject wanted)
    {
        IChannel? closed = wanted.Id is int id ? session.Channels.Close(now, id) : null;
        if (closed != null) return Describe(closed);
        return new DataChannelObject
        {
            Id = wanted.Id,
            Error = new ApiError(ApiError.CloseTrack, wanted.Id == null
                ? "Missing id in data channel"
                : "Data channel doesn't exist or was already closed"),
        };
    }

    private Task<ApiReply> ReplyOnceAsync(
        Session session, DataChannelList body, Func<Instant, DataChannelObject, DataChannelObject> act) =>
        access.OnceAsync(session, now =>
        {
            DataChannelObject[] results = body.DataChannels.Select(wanted => act(now, wanted)).ToArray();
            session.Touch();
            return ApiReply.Ok(new DataChannelList { DataChannels = results }.ToJson());
        });
}
