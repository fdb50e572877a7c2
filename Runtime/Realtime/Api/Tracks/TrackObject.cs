#nullable enable
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>One track in a request or a response. Which fields mean something depends on the call; those not set
    /// are not written.</summary>
    public sealed class TrackObject
    {
        /// <summary><see cref="Location"/> of a track this session publishes.</summary>
        public const string Local = "local";

        /// <summary><see cref="Location"/> of a track this session pulls.</summary>
        public const string Remote = "remote";

        /// <summary><see cref="Status"/> of a track that was closed.</summary>
        public const string Inactive = "inactive";

        /// <summary>"local" or "remote"; null where the call does not say.</summary>
        public string? Location { get; set; }

        /// <summary>The media section on this session (not on the publisher's). "#name" refers to the section that
        /// carries the track of that name.</summary>
        public string? Mid { get; set; }

        /// <summary>The publisher's session; for remote tracks only.</summary>
        public SessionId SessionId { get; set; }

        /// <summary>The track's name in its publishing session.</summary>
        public TrackName TrackName { get; set; }

        /// <summary>"audio" or "video"; needed only when the SFU makes the offer for a local track.</summary>
        public string? Kind { get; set; }

        /// <summary>One section for a published and a pulled track; only when the SFU makes the offer.</summary>
        public bool? BidirectionalMediaStream { get; set; }

        /// <summary>Which layer of a simulcast to pull; null for a track without layers, or no preference.</summary>
        public SimulcastPreference? Simulcast { get; set; }

        /// <summary>"active", "inactive" or "initializing"; only in the answer to GET /sessions/{id}. Active does not
        /// prove that packets flow.</summary>
        public string? Status { get; set; }

        /// <summary>Why this item failed; null when it did not.</summary>
        public ApiError? Error { get; set; }

        /// <summary>False, with a sentence, when a field has the wrong type.</summary>
        public static bool TryParse(JToken json, out TrackObject track, out string error)
        {
            var fields = new FieldReader(json);
            track = new TrackObject
            {
                Location = fields.OptionalString("location"),
                Mid = fields.OptionalString("mid"),
                SessionId = SessionId.FromNullable(fields.OptionalString("sessionId")),
                TrackName = TrackName.FromNullable(fields.OptionalString("trackName")),
                Kind = fields.OptionalString("kind"),
                BidirectionalMediaStream = fields.OptionalBool("bidirectionalMediaStream"),
                Simulcast = fields.OptionalObject<SimulcastPreference>("simulcast", SimulcastPreference.TryParse),
                Status = fields.OptionalString("status"),
                Error = ApiError.Find(json),
            };
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson()
        {
            var json = new JObject();
            if (Location != null) json["location"] = Location;
            if (SessionId.IsGiven) json["sessionId"] = SessionId.Value;
            if (TrackName.IsGiven) json["trackName"] = TrackName.Value;
            if (Mid != null) json["mid"] = Mid;
            if (Kind != null) json["kind"] = Kind;
            if (BidirectionalMediaStream is bool both) json["bidirectionalMediaStream"] = both;
            if (Simulcast != null) json["simulcast"] = Simulcast.ToJson();
            if (Status != null) json["status"] = Status;
            Error?.WriteTo(json);
            return json;
        }
    }
}
