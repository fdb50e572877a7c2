#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>The body of adapters/websocket/new and adapters/websocket/close, and of their answers: one to
    /// <see cref="MaxAdapters"/> adapters.</summary>
    public sealed class AdapterList
    {
        /// <summary>How many adapters one request may name.</summary>
        public const int MaxAdapters = 4;

        /// <summary>The adapters; each of an answer with its own error or none.</summary>
        public IReadOnlyList<AdapterObject> Tracks { get; set; } = Array.Empty<AdapterObject>();

        /// <summary>False, with a sentence, when a field has the wrong type.</summary>
        public static bool TryParse(JToken json, out AdapterList list, out string error)
        {
            var fields = new FieldReader(json);
            list = new AdapterList { Tracks = fields.List<AdapterObject>("tracks", AdapterObject.TryParse) };
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson() =>
            new JObject { ["tracks"] = new JArray(Tracks.Select(adapter => adapter.ToJson())) };
    }
}
