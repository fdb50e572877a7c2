#nullable enable
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>The body of POST datachannels/establish: brings up the transport of all data channels of a session,
    /// once, by pulling the channel "server-events".</summary>
    public sealed class EstablishRequest
    {
        /// <summary>The channel; null where the request names none.</summary>
        public DataChannelObject? DataChannel { get; set; }

        /// <summary>Our offer with a data section; null to have the SFU make one.</summary>
        public SessionDescriptionBody? SessionDescription { get; set; }

        /// <summary>False, with a sentence, when a field has the wrong type.</summary>
        public static bool TryParse(JToken json, out EstablishRequest request, out string error)
        {
            var fields = new FieldReader(json);
            request = new EstablishRequest
            {
                DataChannel = fields.OptionalObject<DataChannelObject>("dataChannel", DataChannelObject.TryParse),
                SessionDescription = SessionDescriptionBody.Find(fields),
            };
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson()
        {
            var json = new JObject();
            if (DataChannel != null) json["dataChannel"] = DataChannel.ToJson();
            if (SessionDescription != null) json["sessionDescription"] = SessionDescription.ToJson();
            return json;
        }
    }
}
