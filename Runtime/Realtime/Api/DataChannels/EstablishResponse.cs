#nullable enable
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>The answer to POST datachannels/establish.</summary>
    public sealed class EstablishResponse
    {
        /// <summary>True when the description is an offer that PUT renegotiate must answer before anything
        /// else.</summary>
        public bool RequiresImmediateRenegotiation { get; set; }

        /// <summary>The channel "server-events", on stream 0.</summary>
        public DataChannelObject? DataChannel { get; set; }

        /// <summary>The answer to our offer, or the SFU's offer.</summary>
        public SessionDescriptionBody? SessionDescription { get; set; }

        /// <summary>False, with a sentence, when a field has the wrong type.</summary>
        public static bool TryParse(JToken json, out EstablishResponse response, out string error)
        {
            var fields = new FieldReader(json);
            response = new EstablishResponse
            {
                RequiresImmediateRenegotiation = fields.OptionalBool("requiresImmediateRenegotiation") ?? false,
                DataChannel = fields.OptionalObject<DataChannelObject>("dataChannel", DataChannelObject.TryParse),
                SessionDescription = SessionDescriptionBody.Find(fields),
            };
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson()
        {
            var json = new JObject { ["requiresImmediateRenegotiation"] = RequiresImmediateRenegotiation };
            if (DataChannel != null) json["dataChannel"] = DataChannel.ToJson();
            if (SessionDescription != null) json["sessionDescription"] = SessionDescription.ToJson();
            return json;
        }
    }
}
