using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;

namespace Earshot.Server.Api.Tracks;

/// <summary>POST tracks/new with remote tracks. Without an offer the SFU makes one with a new section for each track,
/// never a recycled one; with an offer the tracks go onto the sections in it that receive. A track that cannot be had
/// is an error of its item, with HTTP 200. On the SFU's thread.</summary>
internal sealed class TrackPull(Sfu.Sfu sfu, Session session, Instant now)
{
    private static readonly ApiError NotFound = new(ApiError.NotFoundTrack,
        "Track not found on remote peer. Make sure the publisher peer is connected and sending packets for this track");

    private static readonly ApiError Empty = new(ApiError.EmptyTrack,
        "No track data from remote peer. Make sure the publisher is sending packets for this track");

    private sealed record Item(TrackObject Result)
    {
        public PublishedTrack? Source { get; init; }

        public Transceiver? Transceiver { get; set; }
    }

    public ApiReply Run(TracksRequest request)
    {
        if (request.SessionDescription is { } offer) return AnswerWith(request.Tracks, offer);
        return OfferAnswer.IsStable(session, out string error)
            ? OfferWith(request.Tracks)
            : ApiReply.InvalidDescription(error);
    }

    /// <summary>Finds what a pull names, or says why it cannot be had.</summary>
    public static PublishedTrack? Find(Sfu.Sfu sfu, TrackObject wanted, out ApiError? error)
    {
        PublishedTrack? source = sfu.Find(wanted.SessionId)?.FindPublished(wanted.TrackName);
        error = null;
        if (source is { FirstPacket.IsCompletedSuccessfully: true }) return source;
        error = source != null && sfu.Find(wanted.SessionId)!.Peer.State == PeerState.Connected ? Empty : NotFound;
        return null;
    }

    private ApiReply OfferWith(IReadOnlyList<TrackObject> wanted)
    {
        List<Item> items = wanted.Select(Look).ToList();
        foreach (Item item in items.Where(item => item.Source != null))
            item.Transceiver = session.Peer.AddTransceiver(
                item.Source!.Kind, Direction.SendOnly, Guid.NewGuid().ToString(), [CodecFor(item.Source)]);
        bool hasNew = items.Exists(item => item.Transceiver != null);
        SessionDescriptionBody? offer = hasNew ? OfferAnswer.Offer(session, now) : null;
        return Reply(items, offer);
    }

    private ApiReply AnswerWith(IReadOnlyList<TrackObject> wanted, SessionDescriptionBody offer)
    {
        if (!OfferAnswer.TryTakeOffer(session, now, offer, out string error)) return ApiReply.InvalidDescription(error);
        List<Item> items = wanted.Select(Look).ToList();
        var taken = new HashSet<Transceiver>();
        foreach (Item item in items.Where(item => item.Source != null))
        {
            item.Transceiver = FreeSection(item.Result.Mid, item.Source!.Kind, taken);
            if (item.Transceiver == null || !taken.Add(item.Transceiver)) continue;
            session.Peer.SetDirection(item.Transceiver, Direction.SendOnly);
        }

        return Reply(items, OfferAnswer.Answer(session, now));
    }

    private Item Look(TrackObject wanted)
    {
        PublishedTrack? source = Find(sfu, wanted, out ApiError? error);
        var result = new TrackObject
        {
            SessionId = wanted.SessionId,
            TrackName = wanted.TrackName,
            Mid = wanted.Mid ?? "",
            Error = error,
        };
        return new Item(result) { Source = source };
    }

    private Transceiver? FreeSection(string? mid, MediaKind kind, HashSet<Transceiver> taken) =>
        session.Peer.Transceivers.FirstOrDefault(transceiver =>
            transceiver.Kind == kind && !transceiver.IsStopped && !taken.Contains(transceiver)
            && session.FindPulled(transceiver.Mid) == null && session.FindPublished(transceiver.Mid) == null
            && (string.IsNullOrEmpty(mid) || transceiver.Mid.Value == mid));

    /// <summary>The publisher's codec under the number this session has for it, if it has one.</summary>
    private Codec CodecFor(PublishedTrack source)
    {
        Codec codec = source.Codec!;
        PayloadType number = session.Peer.Transceivers
            .FirstOrDefault(transceiver => transceiver.Codec?.IsSameEncoding(codec) == true)?.Codec!.PayloadType
            ?? codec.PayloadType;
        return new Codec(number, codec.Name, codec.ClockRate, codec.Channels, codec.Parameters, codec.Feedback);
    }

    private ApiReply Reply(List<Item> items, SessionDescriptionBody? description)
    {
        foreach (Item item in items.Where(item => item.Source != null))
        {
            bool isAnswer = description is { IsOffer: false };
            if (item.Transceiver == null || (isAnswer && !item.Transceiver.CanSend))
            {
                item.Result.Error = new ApiError(
                    ApiError.InvalidParams, "The offer has no free media section of that kind that receives.");
                continue;
            }

            item.Result.Mid = item.Transceiver.Mid.Value;
            session.Pull(item.Source!, item.Transceiver);
        }

        return ApiReply.Ok(new TracksResponse
        {
            RequiresImmediateRenegotiation = description is { IsOffer: true },
            Tracks = items.Select(item => item.Result).ToArray(),
            SessionDescription = description,
        }.ToJson());
    }
}
