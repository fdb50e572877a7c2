#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>The body of POST tracks/new: all tracks local, with our offer, or all remote, usually without. At most
    /// <see cref="MaxTracks"/>.</summary>
    public sealed class TracksRequest
    {
        /// <summary>How many tracks one request may name.</summary>
        public const int MaxTracks = 64;

        /// <summary>The tracks to publish or to pull.</summary>
        public IReadOnlyList<TrackObject> Tracks { get; set; } = Array.Empty<TrackObject>();

        /// <summary>Our offer; null to have the SFU make one.</summary>
        public SessionDescriptionBody? SessionDescription { get; set; }

        /// <summary>True, with no tracks, to publish every section of the offer that sends, under random
        /// names.</summary>
        public bool AutoDiscover { get; set; }

        /// <summary>False, with a sentence, when a field has the wrong type.</summary>
        public static bool TryParse(JToken json, out TracksRequest request, out string error)
        {
            var fields = new FieldReader(json);
            request = new TracksRequest
            {
                SessionDescription = SessionDescriptionBody.Find(fields),
                Tracks = fields.List<TrackObject>("tracks", TrackObject.TryParse),
                AutoDiscover = fields.OptionalBool("autoDiscover") ?? false,
            };
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson()
        {
            var json = new JObject();
            if (SessionDescription != null) json["sessionDescription"] = SessionDescription.ToJson();
            if (Tracks.Count > 0) json["tracks"] = new JArray(Tracks.Select(track => track.ToJson()));
            if (AutoDiscover) json["autoDiscover"] = true;
            return json;
        }
    }
}
