#nullable enable
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>The answer (HTTP 201) to POST sessions/new. Without an offer in the request the session has no
    /// transport yet and expires unused after about 30 s.</summary>
    public sealed class NewSessionResponse
    {
        /// <summary>The new session.</summary>
        public SessionId SessionId { get; set; }

        /// <summary>The SFU's answer when the request brought an offer, else null.</summary>
        public SessionDescriptionBody? SessionDescription { get; set; }

        /// <summary>False, with a sentence, when there is no session id.</summary>
        public static bool TryParse(JToken json, out NewSessionResponse response, out string error)
        {
            var fields = new FieldReader(json);
            response = new NewSessionResponse
            {
                SessionId = SessionId.FromNullable(fields.RequiredString("sessionId")),
                SessionDescription = SessionDescriptionBody.Find(fields),
            };
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson()
        {
            var json = new JObject { ["sessionId"] = SessionId.Value };
            if (SessionDescription != null) json["sessionDescription"] = SessionDescription.ToJson();
            return json;
        }
    }
}
