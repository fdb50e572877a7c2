#nullable enable
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary><c>{"type":"offer"|"answer","sdp":"v=0\r\n…"}</c>. The SDP ends with CRLF: the SFU refuses one that was
    /// trimmed.</summary>
    public sealed class SessionDescriptionBody
    {
        /// <summary>"offer" or "answer".</summary>
        public string Type { get; }

        /// <summary>The text of the description.</summary>
        public string Sdp { get; }

        private SessionDescriptionBody(string type, string sdp)
        {
            Type = type;
            Sdp = sdp;
        }

        /// <summary>True for an offer, false for an answer.</summary>
        public bool IsOffer => Type == "offer";

        public static SessionDescriptionBody Offer(string sdp) => new SessionDescriptionBody("offer", sdp);

        public static SessionDescriptionBody Answer(string sdp) => new SessionDescriptionBody("answer", sdp);

        /// <summary>False, with a sentence, unless both fields are there and the type is one of the two.</summary>
        public static bool TryParse(JToken json, out SessionDescriptionBody description, out string error)
        {
            var fields = new FieldReader(json);
            description = new SessionDescriptionBody(fields.RequiredString("type"), fields.RequiredString("sdp"));
            error = fields.Error;
            if (!fields.Succeeded) return false;
            if (description.Type == "offer" || description.Type == "answer") return true;
            error = $"\"type\" must be \"offer\" or \"answer\", not \"{description.Type}\".";
            return false;
        }

        /// <summary>The field "sessionDescription" of a request or a response; null when there is none.</summary>
        internal static SessionDescriptionBody? Find(FieldReader fields) =>
            fields.OptionalObject<SessionDescriptionBody>("sessionDescription", TryParse);

        public JObject ToJson() => new JObject { ["type"] = Type, ["sdp"] = Sdp };
    }
}
