#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>STUN or TURN servers that share a credential: the W3C's RTCIceServer.</summary>
    public sealed class IceServerObject
    {
        /// <summary>Such as "turn:turn.cloudflare.com:3478?transport=udp".</summary>
        public IReadOnlyList<string> Urls { get; set; } = Array.Empty<string>();

        /// <summary>TURN's username; null for STUN.</summary>
        public string? Username { get; set; }

        /// <summary>TURN's password, which belongs in no log; null for STUN.</summary>
        public string? Credential { get; set; }

        /// <summary>False, with a sentence, when a field has the wrong type.</summary>
        public static bool TryParse(JToken json, out IceServerObject server, out string error)
        {
            var fields = new FieldReader(json);
            server = new IceServerObject
            {
                Urls = fields.Strings("urls"),
                Username = fields.OptionalString("username"),
                Credential = fields.OptionalString("credential"),
            };
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson()
        {
            var json = new JObject { ["urls"] = new JArray(Urls.Cast<object>().ToArray()) };
            if (Username != null) json["username"] = Username;
            if (Credential != null) json["credential"] = Credential;
            return json;
        }
    }
}
