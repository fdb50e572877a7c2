using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Sfu;
using Earshot.Sfu.Sessions;
using Earshot.Sfu.Tracks;

namespace Earshot.Server.Api.Tracks;

/// <summary>POST tracks/new with remote tracks. Without an offer the SFU makes one with a new section for each track,
/// never a recycled one, unless the track names a section that is bidirectional; with an offer the tracks go onto the
/// sections in it that receive. A track that cannot be had is an error of its item, with HTTP 200. On the SFU's
/// thread.</summary>
internal sealed class TrackPull(Sfu.Sfu sfu, Session session, Instant now)
{
    private static readonly ApiError NotFound = new(ApiError.NotFoundTrack,
        "Track not found on remote peer. Make sure the publisher peer is connected and sending packets for this track");

    private static readonly ApiError Empty = new(ApiError.EmptyTrack,
        "No track data from remote peer. Make sure the publisher is sending packets for this track");

    private sealed record Item(TrackObject Wanted, TrackObject Result, PublishedTrack? Source)
    {
        public Transceiver? Section { get; set; }
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
        PublishedTrack? source = sfu.Find(wanted.SessionId)?.Tracks.FindPublished(wanted.TrackName);
        error = null;
        if (source is { FirstPacket.IsCompletedSuccessfully: true }) return source;
        error = source != null && sfu.Find(wanted.SessionId)!.Peer.State == PeerState.Connected ? Empty : NotFound;
        return null;
    }

    private ApiReply OfferWith(IReadOnlyList<TrackObject> wanted)
    {
        List<Item> items = wanted.Select(Look).ToList();
        if (items.Exists(item => item.Source != null)) OfferAnswer.Prepare(session, now);
        var taken = new HashSet<Transceiver>();
        foreach (Item item in items.Where(item => item.Source != null))
        {
            Transceiver? named = Sections.Find(session, item.Wanted.Mid);
            if (named != null && Sections.IsBidirectional(named)) item.Section = Fitting(item, named, taken);
            else if (item.Wanted.Mid is not ['#', ..])
                item.Section = NewSection(item);
            if (item.Section != null) taken.Add(item.Section);
        }

        bool isOffered = items.Exists(item => item.Section is { CanSend: false });
        return Reply(items, isOffered ? OfferAnswer.Offer(session, now) : null);
    }

    private ApiReply AnswerWith(IReadOnlyList<TrackObject> wanted, SessionDescriptionBody offer)
    {
        if (!OfferAnswer.TryTakeOffer(session, now, offer, out string error)) return ApiReply.InvalidDescription(error);
        List<Item> items = wanted.Select(Look).ToList();
        var taken = new HashSet<Transceiver>();
        foreach (Item item in items.Where(item => item.Source != null))
        {
            item.Section = string.IsNullOrEmpty(item.Wanted.Mid)
                ? session.Peer.Transceivers.FirstOrDefault(section => IsUnused(section) && IsFree(item, section, taken))
                : Fitting(item, Sections.Find(session, item.Wanted.Mid), taken);
            if (item.Section == null) continue;
            taken.Add(item.Section);
            Sections.OpenOutwards(session, item.Section);
            session.Peer.SetCodecs(item.Section, CodecTable.Only(item.Source!.Codec!));
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
            Simulcast = wanted.Simulcast,
            Error = error,
        };
        return new Item(wanted, result, source);
    }

    private Transceiver NewSection(Item item)
    {
        Direction direction = Directions.Of(sends: true, item.Wanted.BidirectionalMediaStream == true);
        IReadOnlyList<Codec> codecs = CodecTable.Only(item.Source!.Codec!);
        return session.Peer.AddTransceiver(item.Source.Kind, direction, Guid.NewGuid().ToString(), codecs);
    }

    private Transceiver? Fitting(Item item, Transceiver? section, HashSet<Transceiver> taken) =>
        section != null && IsFree(item, section, taken) ? section : null;

    private bool IsUnused(Transceiver section) => session.Tracks.FindPublished(section.Mid) == null;

    private bool IsFree(Item item, Transceiver section, HashSet<Transceiver> taken) =>
        section.Kind == item.Source!.Kind && !section.IsStopped && !taken.Contains(section)
        && session.Tracks.FindPulled(section.Mid) == null
        && section.Codec?.IsSameEncoding(item.Source.Codec!) != false;

    private ApiReply Reply(List<Item> items, SessionDescriptionBody? description)
    {
        foreach (Item item in items.Where(item => item.Source != null))
        {
            bool isAnswer = description is { IsOffer: false };
            if (item.Section == null || (isAnswer && !item.Section.CanSend))
            {
                item.Result.Error = new ApiError(
                    ApiError.InvalidParams, "There is no free media section of that kind and codec that receives.");
                continue;
            }

            item.Result.Mid = item.Section.Mid.Value;
            session.Tracks.Pull(item.Source!, item.Section).Prefer(new LayerPolicy(item.Wanted.Simulcast));
        }

        return ApiReply.Ok(new TracksResponse
        {
            RequiresImmediateRenegotiation = description is { IsOffer: true },
            Tracks = items.Select(item => item.Result).ToArray(),
            SessionDescription = description,
        }.ToJson());
    }
}
