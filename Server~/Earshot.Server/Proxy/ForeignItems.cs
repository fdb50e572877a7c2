using System;
using System.Collections.Generic;
using Earshot.Realtime.Api;
using Earshot.Server.Api;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Proxy;

/// <summary>Takes the tracks or data channels that a player may not pull out of a request, and puts them back into the
/// response as items that failed: to the player such a one does not exist, while the others of the batch
/// arrive.</summary>
internal sealed class ForeignItems
{
    private readonly string _list;
    private readonly List<(int Index, JObject Item)> _refused = [];

    /// <summary>True when at least one was taken out.</summary>
    public bool Any => _refused.Count > 0;

    /// <summary>The request without them.</summary>
    public JToken? Body { get; }

    /// <summary>True when the SFU still has something to do: an item, or an offer that must be answered.</summary>
    public bool HasRest => Body?[_list] is JArray { Count: > 0 } || Body?["sessionDescription"] != null;

    /// <param name="body">The request's body.</param>
    /// <param name="list">"tracks" or "dataChannels".</param>
    /// <param name="mayPull">Whether the player may pull from a session.</param>
    public ForeignItems(JToken? body, string list, Func<SessionId, bool> mayPull)
    {
        _list = list;
        Body = body?.DeepClone();
        if (Body is not JObject || Body[list] is not JArray items) return;
        for (int i = items.Count - 1; i >= 0; i--)
        {
            if (!TrackObject.TryParse(items[i], out TrackObject item, out _)) continue;
            if (item.Location != TrackObject.Remote || mayPull(item.SessionId)) continue;
            _refused.Insert(0, (i, Refuse((JObject)items[i])));
            items.RemoveAt(i);
        }
    }

    /// <summary>The response with them, each at its place.</summary>
    public ApiReply PutBack(ApiReply reply)
    {
        if (reply.Status != 200 || reply.Body[_list] is not JArray items) return reply;
        foreach ((int index, JObject item) in _refused) items.Insert(Math.Min(index, items.Count), item);
        return reply;
    }

    /// <summary>The response when the SFU was not asked at all.</summary>
    public ApiReply Alone()
    {
        var body = new JObject { [_list] = new JArray() };
        if (_list == "tracks") body.AddFirst(new JProperty("requiresImmediateRenegotiation", false));
        return PutBack(ApiReply.Ok(body));
    }

    private static JObject Refuse(JObject wanted)
    {
        var item = new JObject();
        foreach (string name in new[] { "location", "sessionId", "trackName", "dataChannelName" })
        {
            if (wanted[name] is { } value) item[name] = value;
        }

        if (wanted["trackName"] != null) item["mid"] = wanted["mid"] ?? "";
        new ApiError(ApiError.NotFoundTrack, "Not found on a remote peer of this token's room.").WriteTo(item);
        return item;
    }
}
