using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime.Api;
using Earshot.Rooms.Api;
using Earshot.Rtc.Sdp;
using Earshot.Server.Api;
using Earshot.Server.Proxy;
using Earshot.Server.Rooms;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Whip;

/// <summary>WHIP and WHEP as calls of Cloudflare's API: a session, and tracks on the sections of the client's
/// offer.</summary>
internal sealed class WhipExchange(ISfuApi api, SessionOwners owners, WhipSessions sessions, RoomServer rooms)
{
    /// <summary>Publishes every section of the offer that sends, and joins the room as the player who does.</summary>
    public async Task<(ApiReply Reply, WhipSession? Session)> PublishAsync(WhipRequest request, string address)
    {
        if (!SessionDescription.TryParse(request.Offer, out SessionDescription? offer, out string error))
            return (ApiReply.InvalidDescription(error), null);
        TrackObject[] tracks = NameTracks(request.Player, offer!).ToArray();
        if (tracks.Length == 0) return (ApiReply.InvalidDescription("The offer has no section that sends."), null);
        (ApiReply reply, WhipSession? session) = await OpenAsync(request, address, tracks);
        if (session == null) return (reply, null);
        PlayerTrack[] published = tracks
            .Where(track => IsWell(reply, track.Mid!))
            .Select(track => new PlayerTrack(track.TrackName, track.Kind!, muted: false)).ToArray();
        var member = new WhipMember(() => _ = sessions.EndAsync(session.Id));
        if (!rooms.TryJoin(request.Caller, member, out Room room))
        {
            await sessions.EndAsync(session.Id);
            return (ApiReply.Refused(503, ApiError.TemporarilyUnavailable, "The room is full. Join another."), null);
        }

        session.LeaveBy(() => rooms.Leave(room, request.Caller.Player, member));
        room.SetTracks(request.Caller.Player, member, new ClientMessage.Tracks(session.Id, published));
        return await sessions.TryAddAsync(session) ? (reply, session) : (ApiReply.Gone(), null);
    }

    /// <summary>Sends what a player of the room publishes now.</summary>
    public async Task<(ApiReply Reply, WhipSession? Session)> PlayAsync(WhipRequest request, string address)
    {
        Player? watched = rooms.Find(request.Room, new PlayerId(request.Player));
        if (watched == null || watched.Tracks.Count == 0)
            return (ApiReply.NotFound($"\"{request.Player}\" publishes nothing in this room yet. Try again."), null);
        TrackObject[] tracks = watched.Tracks.Select(track => new TrackObject
        {
            Location = TrackObject.Remote,
            SessionId = watched.SessionId,
            TrackName = track.TrackName,
        }).ToArray();
        (ApiReply reply, WhipSession? session) = await OpenAsync(request, address, tracks);
        if (session == null) return (reply, null);
        return await sessions.TryAddAsync(session) ? (reply, session) : (ApiReply.Gone(), null);
    }

    /// <summary>Takes the answer to an offer of ours.</summary>
    public Task<ApiReply> AnswerAsync(WhipSession session, string answer, CancellationToken aborted)
    {
        var body = new SessionDescriptionRequest { SessionDescription = SessionDescriptionBody.Answer(answer) };
        return api.SendAsync(new ApiRequest(
            "PUT", $"sessions/{session.Id}/renegotiate", "", body.ToJson(), aborted));
    }

    private async Task<(ApiReply, WhipSession?)> OpenAsync(WhipRequest request, string address, TrackObject[] tracks)
    {
        ApiReply made = await api.SendAsync(new ApiRequest("POST", "sessions/new", "", null, request.Aborted));
        if (!NewSessionResponse.TryParse(made.Body, out NewSessionResponse opened, out _)) return (made, null);
        owners.Add(opened.SessionId, request.Caller);
        bool publishes = tracks[0].Location == TrackObject.Local;
        var session = new WhipSession(opened.SessionId, request.Caller, publishes, $"{address}/{opened.SessionId}");
        var body = new TracksRequest
        {
            Tracks = tracks,
            SessionDescription = request.Offer.Length > 0 ? SessionDescriptionBody.Offer(request.Offer) : null,
        };
        ApiReply reply = await api.SendAsync(new ApiRequest(
            "POST", $"sessions/{session.Id}/tracks/new", "", body.ToJson(), request.Aborted));
        if (reply.Status == 200 && reply.Body["tracks"]!.Any(track => track["errorCode"] == null))
            return (reply, session);
        await sessions.EndAsync(session.Id);
        JToken? item = reply.Body["tracks"]?[0];
        return (item == null ? reply : ApiReply.Refused(
            409, (string?)item["errorCode"] ?? "", (string?)item["errorDescription"] ?? ""), null);
    }

    private static bool IsWell(ApiReply reply, string mid) =>
        reply.Body["tracks"]!.Any(track => (string?)track["mid"] == mid && track["errorCode"] == null);

    /// <summary>"ada-audio", "ada-video", "ada-video-2" …</summary>
    private static IEnumerable<TrackObject> NameTracks(string player, SessionDescription offer)
    {
        var counts = new Dictionary<string, int>();
        foreach (MediaDescription section in offer.Media)
        {
            bool isMedia = section.Kind is MediaKind.Audio or MediaKind.Video && !section.IsRejected;
            if (!isMedia || section.Direction is not (Direction.SendOnly or Direction.SendRecv)) continue;
            int count = counts[section.Media] = counts.GetValueOrDefault(section.Media) + 1;
            string name = $"{player}-{section.Media}{(count > 1 ? $"-{count}" : "")}";
            yield return new TrackObject
            {
                Location = TrackObject.Local,
                Mid = section.Mid.Value,
                TrackName = new TrackName(name),
                Kind = section.Media,
            };
        }
    }
}
