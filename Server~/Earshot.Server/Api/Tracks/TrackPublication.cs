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
/// them. On the SFU's thread.</summary>
internal static class TrackPublication
{
    public static ApiReply Run(Session session, Instant now, TracksRequest request)
    {
        if (request.SessionDescription is not { } offer)
            return ApiReply.InvalidParams("Publishing needs a sessionDescription with the client's offer.");
        if (request.AutoDiscover && request.Tracks.Count > 0)
            return ApiReply.InvalidParams("autoDiscover and tracks exclude each other.");
        if (!OfferAnswer.TryTakeOffer(session, now, offer, out string error)) return ApiReply.InvalidDescription(error);

        SessionDescriptionBody answer = OfferAnswer.Answer(session, now);
        IReadOnlyList<TrackObject> wanted = request.AutoDiscover ? Discover(session).ToArray() : request.Tracks;
        return ApiReply.Ok(new TracksResponse
        {
            Tracks = wanted.Select(track => Publish(session, now, track)).ToArray(),
            SessionDescription = answer,
        }.ToJson());
    }

    /// <summary>Every section that sends and has no name yet gets a random one.</summary>
    private static IEnumerable<TrackObject> Discover(Session session) =>
        from transceiver in session.Peer.Transceivers
        where Receives(transceiver) && session.FindPublished(transceiver.Mid) == null
        select new TrackObject { Mid = transceiver.Mid.Value, TrackName = new TrackName(Guid.NewGuid().ToString()) };

    private static TrackObject Publish(Session session, Instant now, TrackObject wanted)
    {
        var result = new TrackObject { Mid = wanted.Mid ?? "", TrackName = wanted.TrackName };
        result.Error = Check(session, wanted, out Transceiver? transceiver);
        if (result.Error == null) session.Publish(now, transceiver!, wanted.TrackName);
        return result;
    }

    private static ApiError? Check(Session session, TrackObject wanted, out Transceiver? transceiver)
    {
        transceiver = null;
        if (string.IsNullOrEmpty(wanted.Mid)) return new ApiError(ApiError.InvalidParams, "Missing mid in track");
        if (!wanted.TrackName.IsGiven) return new ApiError(ApiError.InvalidParams, "Missing trackName in track");
        transceiver = session.Peer.Find(new Mid(wanted.Mid));
        if (transceiver == null || !Receives(transceiver))
            return new ApiError(ApiError.InvalidParams, $"The offer has no media section \"{wanted.Mid}\" that sends.");
        if (session.FindPublished(transceiver.Mid) != null)
            return Repeated($"The media section \"{wanted.Mid}\" carries a track already.");
        return session.FindPublished(wanted.TrackName) == null
            ? null
            : Repeated($"The session publishes a track \"{wanted.TrackName}\" already.");
    }

    private static ApiError Repeated(string sentence) => new(ApiError.RepeatedLocalTrack, sentence);

    private static bool Receives(Transceiver transceiver) =>
        !transceiver.IsStopped && transceiver.CurrentDirection is Direction.RecvOnly or Direction.SendRecv;
}
