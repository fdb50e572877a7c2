#nullable enable
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>One data channel in a request or a response. Which fields mean something depends on the call; those not
    /// set are not written.</summary>
    public sealed class DataChannelObject
    {
        /// <summary>The channel that the SFU itself opens on stream 0 of every data transport; it carries nothing
        /// today.</summary>
        public static readonly DataChannelName ServerEvents = new DataChannelName("server-events");

        /// <summary><see cref="TrackObject.Local"/> publishes, <see cref="TrackObject.Remote"/> subscribes.</summary>
        public string? Location { get; set; }

        /// <summary>The publisher's session; for remote channels only.</summary>
        public SessionId SessionId { get; set; }

        /// <summary>The channel's name in its publishing session.</summary>
        public DataChannelName DataChannelName { get; set; }

        /// <summary>False lets messages overtake each other; null is true. This and the two limits are the
        /// publisher's choice, which each subscriber and each endpoint's channel repeat.</summary>
        public bool? Ordered { get; set; }

        /// <summary>How often a message is sent again at most; null for ever. Excludes
        /// <see cref="MaxPacketLifeTime"/>.</summary>
        public int? MaxRetransmits { get; set; }

        /// <summary>How many milliseconds a message is sent again at most; null for ever.</summary>
        public int? MaxPacketLifeTime { get; set; }

        /// <summary>Remote: hold messages back until the subscriber has sent one, which nobody gets; null is
        /// false.</summary>
        public bool? WaitForAck { get; set; }

        /// <summary>Remote: let this subscriber, and no other, send to the publisher; null is false.</summary>
        public bool? CanReply { get; set; }

        /// <summary>The stream on this session: what the endpoint creates its channel with, as negotiated.</summary>
        public int? Id { get; set; }

        /// <summary>"active", "inactive" or "initializing"; only in the answer to GET /sessions/{id}.</summary>
        public string? Status { get; set; }

        /// <summary>Why this item failed; null when it did not.</summary>
        public ApiError? Error { get; set; }

        /// <summary>False, with a sentence, when a field has the wrong type.</summary>
        public static bool TryParse(JToken json, out DataChannelObject channel, out string error)
        {
            var fields = new FieldReader(json);
            channel = new DataChannelObject
            {
                Location = fields.OptionalString("location"),
                SessionId = SessionId.FromNullable(fields.OptionalString("sessionId")),
                DataChannelName = DataChannelName.FromNullable(fields.OptionalString("dataChannelName")),
                Ordered = fields.OptionalBool("ordered"),
                MaxRetransmits = fields.OptionalInt("maxRetransmits"),
                MaxPacketLifeTime = fields.OptionalInt("maxPacketLifeTime"),
                WaitForAck = fields.OptionalBool("waitForAck"),
                CanReply = fields.OptionalBool("canReply"),
                Id = fields.OptionalInt("id"),
                Status = fields.OptionalString("status"),
                Error = ApiError.Find(json),
            };
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson()
        {
            var json = new JObject();
            if (Location != null) json["location"] = Location;
            if (SessionId.IsGiven) json["sessionId"] = SessionId.Value;
            if (DataChannelName.IsGiven) json["dataChannelName"] = DataChannelName.Value;
            if (Ordered is bool ordered) json["ordered"] = ordered;
            if (MaxRetransmits is int times) json["maxRetransmits"] = times;
            if (MaxPacketLifeTime is int milliseconds) json["maxPacketLifeTime"] = milliseconds;
            if (WaitForAck is bool waits) json["waitForAck"] = waits;
            if (CanReply is bool replies) json["canReply"] = replies;
            if (Id is int id) json["id"] = id;
            if (Status != null) json["status"] = Status;
            Error?.WriteTo(json);
            return json;
        }
    }
}
