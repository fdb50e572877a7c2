#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>The answer to generate-ice-servers.</summary>
    public sealed class IceServersResponse
    {
        /// <summary>The servers; empty where none are needed.</summary>
        public IReadOnlyList<IceServerObject> IceServers { get; set; } = Array.Empty<IceServerObject>();

        /// <summary>False, with a sentence, when a field has the wrong type. Cloudflare's older call gives one server
        /// in the place of the array.</summary>
        public static bool TryParse(JToken json, out IceServersResponse response, out string error)
        {
            var fields = new FieldReader(json);
            bool isOne = json is JObject { } all && all["iceServers"] is JObject;
            IceServerObject? one =
                isOne ? fields.OptionalObject<IceServerObject>("iceServers", IceServerObject.TryParse) : null;
            response = new IceServersResponse
            {
                IceServers = one != null ? new[] { one }
                    : isOne ? Array.Empty<IceServerObject>()
                    : fields.List<IceServerObject>("iceServers", IceServerObject.TryParse),
            };
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson() =>
            new JObject { ["iceServers"] = new JArray(IceServers.Select(server => server.ToJson())) };
    }
}
