#nullable enable
using Earshot.Realtime.Api;
using Newtonsoft.Json.Linq;

namespace Earshot.Rooms.Api
{
    /// <summary>A track a player says it publishes: <c>{"trackName","kind","muted"}</c>.</summary>
    public sealed class PlayerTrack
    {
        /// <summary><see cref="Kind"/> of a voice.</summary>
        public const string Audio = "audio";

        /// <summary><see cref="Kind"/> of a picture.</summary>
        public const string Video = "video";

        /// <summary><see cref="Kind"/> of a data channel for chat.</summary>
        public const string Chat = "chat";

        /// <summary>The name to pull it by, from the player's session.</summary>
        public TrackName TrackName { get; }

        /// <summary>"audio" or "video".</summary>
        public string Kind { get; }

        /// <summary>True while it carries silence or black on purpose.</summary>
        public bool Muted { get; }

        public PlayerTrack(TrackName trackName, string kind, bool muted)
        {
            TrackName = trackName;
            Kind = kind;
            Muted = muted;
        }

        /// <summary>False, with a sentence, when name or kind is missing.</summary>
        public static bool TryParse(JToken json, out PlayerTrack track, out string error)
        {
            var fields = new FieldReader(json);
            track = new PlayerTrack(
                TrackName.FromNullable(fields.RequiredString("trackName")),
                fields.RequiredString("kind"),
                fields.OptionalBool("muted") ?? false);
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson() => new JObject
        {
            ["trackName"] = TrackName.Value,
            ["kind"] = Kind,
            ["muted"] = Muted,
        };
    }
}
