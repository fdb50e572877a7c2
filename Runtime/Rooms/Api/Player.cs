#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Earshot.Realtime.Api;
using Newtonsoft.Json.Linq;

namespace Earshot.Rooms.Api
{
    /// <summary>One player as the room sees it: <c>{"id","name","sessionId"?,"tracks":[…]}</c>. A value: a change is a
    /// new one.</summary>
    public sealed class Player
    {
        /// <summary>Who.</summary>
        public PlayerId Id { get; }

        /// <summary>The name to show; may be empty.</summary>
        public string Name { get; }

        /// <summary>The SFU session the tracks are published on; <c>default</c> while the player publishes
        /// none.</summary>
        public SessionId SessionId { get; }

        /// <summary>What the player publishes.</summary>
        public IReadOnlyList<PlayerTrack> Tracks { get; }

        public Player(PlayerId id, string name, SessionId sessionId, IReadOnlyList<PlayerTrack> tracks)
        {
            Id = id;
            Name = name;
            SessionId = sessionId;
            Tracks = tracks;
        }

        /// <summary>A player who publishes nothing yet.</summary>
        public Player(PlayerId id, string name) : this(id, name, default, Array.Empty<PlayerTrack>())
        {
        }

        /// <summary>The same player, publishing these.</summary>
        public Player WithTracks(SessionId sessionId, IReadOnlyList<PlayerTrack> tracks) =>
            new Player(Id, Name, sessionId, tracks);

        /// <summary>False, with a sentence, when the id is missing or a track is malformed.</summary>
        public static bool TryParse(JToken json, out Player player, out string error)
        {
            var fields = new FieldReader(json);
            player = new Player(
                PlayerId.FromNullable(fields.RequiredString("id")),
                fields.OptionalString("name") ?? "",
                SessionId.FromNullable(fields.OptionalString("sessionId")),
                fields.List<PlayerTrack>("tracks", PlayerTrack.TryParse));
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson()
        {
            var json = new JObject { ["id"] = Id.Value, ["name"] = Name };
            if (SessionId.IsGiven) json["sessionId"] = SessionId.Value;
            json["tracks"] = new JArray(Tracks.Select(track => track.ToJson()));
            return json;
        }
    }
}
