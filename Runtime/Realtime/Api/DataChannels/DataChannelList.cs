#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>The body of datachannels/new, datachannels/update and datachannels/close, and of their
    /// answers.</summary>
    public sealed class DataChannelList
    {
        /// <summary>The channels; each of an answer with its own error or none.</summary>
        public IReadOnlyList<DataChannelObject> DataChannels { get; set; } = Array.Empty<DataChannelObject>();

        /// <summary>False, with a sentence, when a field has the wrong type.</summary>
        public static bool TryParse(JToken json, out DataChannelList list, out string error)
        {
            var fields = new FieldReader(json);
            list = new DataChannelList
            {
                DataChannels = fields.List<DataChannelObject>("dataChannels", DataChannelObject.TryParse),
            };
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson() =>
            new JObject { ["dataChannels"] = new JArray(DataChannels.Select(channel => channel.ToJson())) };
    }
}
