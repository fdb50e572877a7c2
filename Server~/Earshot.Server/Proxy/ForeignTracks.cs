using System;
using System.Collections.Generic;
using Earshot.Realtime.Api;
using Earshot.Server.Api;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Proxy;

/// <summary>Takes the pulls that a player may not make out of a request, and puts them back into the response as items
/// that failed: to the player such a track does not exist, while the others of the batch arrive.</summary>
internal sealed class ForeignTracks
{
    private readonly List<(int Index, JObject Item)> _refused = [];

    /// <summary>True when at least one was taken out.</summary>
    public bool Any => _refused.Count > 0;

    /// <summary>The request without them.</summary>
    public JToken? Body { get; }

    /// <summary>True when the SFU still has something to do: a track, or an offer that must be answered.</summary>
    public bool HasRest => Body?["tracks"] is JArray { Count: > 0 } || Body?["sessionDescription"] != null;

    public ForeignTracks(JToken? body, Func<SessionId, bool> mayPull)
    {
        Body = body?.DeepClone();
        if (Body is not JObject || Body["tracks"] is not JArray tracks) return;
        for (int i = tracks.Count - 1; i >= 0; i--)
        {
            if (!TrackObject.TryParse(tracks[i], out TrackObject track, out _)) continue;
            if (track.Location != TrackObject.Remote || mayPull(track.SessionId)) continue;
            _refused.Insert(0, (i, Refuse(track)));
            tracks.RemoveAt(i);
        }
    }

    /// <summary>The response with them, each at its place.</summary>
    public ApiReply PutBack(ApiReply reply)
    {
        if (reply.Status != 200 || reply.Body["tracks"] is not JArray tracks) return reply;
        foreach ((int index, JObject item) in _refused) tracks.Insert(Math.Min(index, tracks.Count), item);
        return reply;
    }

    /// <summary>The response when the SFU was not asked at all.</summary>
    public ApiReply Alone() => PutBack(ApiReply.Ok(new TracksResponse().ToJson()));

    private static JObject Refuse(TrackObject track) => new TrackObject
    {
        SessionId = track.SessionId,
        TrackName = track.TrackName,
        Mid = track.Mid ?? "",
        Error = new ApiError(ApiError.NotFoundTrack, "Track not found on remote peer of this token's room."),
    }.ToJson();
}
