#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>The answer to GET sessions/{id}: what the SFU believes the session holds.</summary>
    public sealed class SessionStateResponse
    {
        /// <summary>All tracks the session published or pulled, each with its
        /// <see cref="TrackObject.Status"/>.</summary>
        public IReadOnlyList<TrackObject> Tracks { get; set; } = Array.Empty<TrackObject>();

        /// <summary>All data channels the session published or pulled, each with its
        /// <see cref="DataChannelObject.Status"/>.</summary>
        public IReadOnlyList<DataChannelObject> DataChannels { get; set; } = Array.Empty<DataChannelObject>();

        /// <summary>False, with a sentence, when a field has the wrong type.</summary>
        public static bool TryParse(JToken json, out SessionStateResponse response, out string error)
        {
            var fields = new FieldReader(json);
            response = new SessionStateResponse
            {
                Tracks = fields.List<TrackObject>("tracks", TrackObject.TryParse),
                DataChannels = fields.List<DataChannelObject>("dataChannels", DataChannelObject.TryParse),
            };
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson() => new JObject
        {
            ["tracks"] = new JArray(Tracks.Select(track => track.ToJson())),
            ["dataChannels"] = new JArray(DataChannels.Select(channel => channel.ToJson())),
        };
    }
}
