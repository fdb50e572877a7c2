using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Realtime.Api;
using Earshot.Rtc;
using Earshot.Rtc.Sdp;
using Earshot.Rtc.Wire;
using Earshot.Sfu.Sessions;

namespace Earshot.Server.Api.Tracks;

/// <summary>POST tracks/new with local tracks: the client offers sections and says under which names others may pull
/// them; or it names only tracks and their kinds, and the SFU offers the sections. On the SFU's thread.</summary>
internal sealed class TrackPublication(Session session, Instant now)
{
    public ApiReply Run(TracksRequest request)
    {
        if (request.AutoDiscover && request.Tracks.Count > 0)
            return ApiReply.InvalidParams("autoDiscover and tracks exclude each other.");
        if (request.SessionDescription is { } offer) return AnswerWith(request, offer);
        if (request.Tracks.Count == 0)
            return ApiReply.InvalidParams("Publishing needs the client's offer as sessionDescription, or tracks.");
        return OfferAnswer.IsStable(session, out string error)
            ? OfferWith(request.Tracks)
            : ApiReply.InvalidDescription(error);
    }

    private ApiReply AnswerWith(TracksRequest request, SessionDescriptionBody offer)
    {
        if (!OfferAnswer.TryTakeOffer(session, now, offer, out string error)) return ApiReply.InvalidDescription(error);
        foreach (TrackObject wanted in request.Tracks)
        {
            if (Sections.Find(session, wanted.Mid) is { } section)
                Sections.OpenInwards(session, section, wanted.BidirectionalMediaStream == true);
        }

        SessionDescriptionBody answer = OfferAnswer.Answer(session, now);
        IReadOnlyList<TrackObject> tracks = request.AutoDiscover ? Discover().ToArray() : request.Tracks;
        return Reply(tracks.Select(PublishOffered).ToArray(), answer);
    }

    /// <summary>Every section that sends and has no name yet gets a random one.</summary>
    private IEnumerable<TrackObject> Discover() =>
        from section in session.Peer.Transceivers
        where Sections.IsOpenInwards(section) && session.Tracks.FindPublished(section.Mid) == null
        select new TrackObject { Mid = section.Mid.Value, TrackName = new TrackName(Guid.NewGuid().ToString()) };

    private TrackObject PublishOffered(TrackObject wanted)
    {
        Transceiver? section = Sections.Find(session, wanted.Mid);
        if (string.IsNullOrEmpty(wanted.Mid)) return Refuse(wanted, "Missing mid in track");
        if (section == null || !Sections.IsOpenInwards(section))
            return Refuse(wanted, $"The offer has no media section \"{wanted.Mid}\" that sends.");
        return CheckName(wanted) ?? CheckFree(wanted, section) ?? Publish(wanted, section);
    }

    private ApiReply OfferWith(IReadOnlyList<TrackObject> wanted)
    {
        var sections = new Transceiver?[wanted.Count];
        var results = new TrackObject?[wanted.Count];
        for (int i = 0; i < wanted.Count; i++)
        {
            bool isRepeated = wanted.Take(i).Any(other => other.TrackName == wanted[i].TrackName);
            results[i] = CheckName(wanted[i]) ?? (isRepeated ? Repeat(wanted[i]) : null);
            results[i] ??= FindSection(wanted[i], out sections[i]);
            if (sections[i] != null && sections.Take(i).Contains(sections[i])) results[i] ??= Taken(wanted[i]);
        }

        bool isOffered = sections.Any(section => section != null && !Sections.IsOpenInwards(section));
        SessionDescriptionBody? offer = isOffered ? OfferAnswer.Offer(session, now) : null;
        return Reply(wanted.Select((track, i) => results[i] ?? Publish(track, sections[i]!)).ToArray(), offer);
    }

    /// <summary>The section the track names, or a new one; or else the item that says what is wrong.</summary>
    private TrackObject? FindSection(TrackObject wanted, out Transceiver? section)
    {
        section = Sections.Find(session, wanted.Mid);
        if (section != null)
        {
            Sections.OpenInwards(session, section, wanted.BidirectionalMediaStream == true);
            return CheckFree(wanted, section);
        }

        if (!string.IsNullOrEmpty(wanted.Mid))
            return Refuse(wanted, $"The session has no media section \"{wanted.Mid}\".");
        MediaKind? kind = wanted.Kind switch
        {
            "audio" => MediaKind.Audio,
            "video" => MediaKind.Video,
            _ => null,
        };
        if (kind == null)
            return Refuse(wanted, "Without an offer a track needs its kind, which is \"audio\" or \"video\".");
        Direction direction = Directions.Of(wanted.BidirectionalMediaStream == true, receives: true);
        OfferAnswer.Prepare(session, now);
        section = session.Peer.AddTransceiver(kind.Value, direction, Guid.NewGuid().ToString());
        return null;
    }

    private TrackObject? CheckName(TrackObject wanted)
    {
        if (!wanted.TrackName.IsGiven) return Refuse(wanted, "Missing trackName in track");
        return session.Tracks.FindPublished(wanted.TrackName) == null ? null : Repeat(wanted);
    }

    private TrackObject? CheckFree(TrackObject wanted, Transceiver section) =>
        session.Tracks.FindPublished(section.Mid) == null ? null : Taken(wanted);

    private TrackObject Publish(TrackObject wanted, Transceiver section)
    {
        session.Tracks.Publish(now, section, wanted.TrackName);
        return new TrackObject { Mid = section.Mid.Value, TrackName = wanted.TrackName };
    }

    private static TrackObject Taken(TrackObject wanted) => Refuse(
        wanted, $"The media section \"{wanted.Mid}\" carries a track already.", ApiError.RepeatedLocalTrack);

    private static TrackObject Repeat(TrackObject wanted) => Refuse(
        wanted, $"The session publishes a track \"{wanted.TrackName}\" already.", ApiError.RepeatedLocalTrack);

    private static TrackObject Refuse(TrackObject wanted, string sentence, string code = ApiError.InvalidParams) =>
        new() { Mid = wanted.Mid ?? "", TrackName = wanted.TrackName, Error = new ApiError(code, sentence) };

    private static ApiReply Reply(TrackObject[] tracks, SessionDescriptionBody? description) =>
        ApiReply.Ok(new TracksResponse
        {
            RequiresImmediateRenegotiation = description is { IsOffer: true },
            Tracks = tracks,
            SessionDescription = description,
        }.ToJson());
}
