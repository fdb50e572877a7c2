#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>The body of PUT tracks/close.</summary>
    public sealed class CloseTracksRequest
    {
        /// <summary>The sections to close: only <see cref="TrackObject.Mid"/> is read.</summary>
        public IReadOnlyList<TrackObject> Tracks { get; set; } = Array.Empty<TrackObject>();

        /// <summary>True: the SFU stops the media and no SDP changes hands. False: <see cref="SessionDescription"/> is
        /// our offer in which those sections are stopped, and its answer must be applied whatever the items
        /// say.</summary>
        public bool Force { get; set; }

        /// <summary>Our offer; null with <see cref="Force"/>.</summary>
        public SessionDescriptionBody? SessionDescription { get; set; }

        /// <summary>False, with a sentence, when a field has the wrong type.</summary>
        public static bool TryParse(JToken json, out CloseTracksRequest request, out string error)
        {
            var fields = new FieldReader(json);
            request = new CloseTracksRequest
            {
                Tracks = fields.List<TrackObject>("tracks", TrackObject.TryParse),
                Force = fields.OptionalBool("force") ?? false,
                SessionDescription = SessionDescriptionBody.Find(fields),
            };
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson()
        {
            var json = new JObject
            {
                ["tracks"] = new JArray(Tracks.Select(track => track.ToJson())),
                ["force"] = Force,
            };
            if (SessionDescription != null) json["sessionDescription"] = SessionDescription.ToJson();
            return json;
        }
    }
}
