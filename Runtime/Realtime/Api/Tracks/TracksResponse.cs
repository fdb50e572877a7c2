#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>The answer to tracks/new, tracks/close and tracks/update: one item a track, each with its own error or
    /// none.</summary>
    public sealed class TracksResponse
    {
        /// <summary>True when the description is an offer that PUT renegotiate must answer before anything
        /// else.</summary>
        public bool RequiresImmediateRenegotiation { get; set; }

        /// <summary>One item for each track of the request.</summary>
        public IReadOnlyList<TrackObject> Tracks { get; set; } = Array.Empty<TrackObject>();

        /// <summary>The answer to our offer, or the SFU's offer; null when every item failed.</summary>
        public SessionDescriptionBody? SessionDescription { get; set; }

        /// <summary>False, with a sentence, when a field has the wrong type.</summary>
        public static bool TryParse(JToken json, out TracksResponse response, out string error)
        {
            var fields = new FieldReader(json);
            response = new TracksResponse
            {
                RequiresImmediateRenegotiation = fields.OptionalBool("requiresImmediateRenegotiation") ?? false,
                Tracks = fields.List<TrackObject>("tracks", TrackObject.TryParse),
                SessionDescription = SessionDescriptionBody.Find(fields),
            };
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson()
        {
            var json = new JObject
            {
                ["requiresImmediateRenegotiation"] = RequiresImmediateRenegotiation,
                ["tracks"] = new JArray(Tracks.Select(track => track.ToJson())),
            };
            if (SessionDescription != null) json["sessionDescription"] = SessionDescription.ToJson();
            return json;
        }
    }
}
