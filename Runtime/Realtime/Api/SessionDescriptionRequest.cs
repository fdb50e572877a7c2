#nullable enable
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>The body of PUT renegotiate, where the description is our answer, and of POST sessions/new, where it is
    /// an offer and may be missing.</summary>
    public sealed class SessionDescriptionRequest
    {
        /// <summary>The description; null where there is none.</summary>
        public SessionDescriptionBody? SessionDescription { get; set; }

        /// <summary>False, with a sentence, when the description is there but is none.</summary>
        public static bool TryParse(JToken json, out SessionDescriptionRequest request, out string error)
        {
            var fields = new FieldReader(json);
            request = new SessionDescriptionRequest
            {
                SessionDescription = SessionDescriptionBody.Find(fields),
            };
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson()
        {
            var json = new JObject();
            if (SessionDescription != null) json["sessionDescription"] = SessionDescription.ToJson();
            return json;
        }
    }
}
