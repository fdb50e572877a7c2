#nullable enable
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>One WebSocket adapter in a request or a response: one track in one direction. The SFU dials out to the
    /// endpoint. Fields not set are not written.</summary>
    public sealed class AdapterObject
    {
        /// <summary>What PCM is called in <see cref="InputCodec"/> and <see cref="OutputCodec"/>: signed 16 bits,
        /// little endian, 48 kHz, stereo.</summary>
        public const string Pcm = "pcm";

        /// <summary>What pictures are called in <see cref="OutputCodec"/>.</summary>
        public const string Jpeg = "jpeg";

        /// <summary><see cref="TrackObject.Local"/> takes sound from the endpoint, <see cref="TrackObject.Remote"/>
        /// brings it a track.</summary>
        public string? Location { get; set; }

        /// <summary>The publisher's session: given for a remote track, told for a local one.</summary>
        public SessionId SessionId { get; set; }

        /// <summary>The track to publish, or to bring.</summary>
        public TrackName TrackName { get; set; }

        /// <summary>The address the SFU dials: ws:// or wss://. It may hold a credential, so it belongs in no
        /// log.</summary>
        public string? Endpoint { get; set; }

        /// <summary>What the endpoint sends.</summary>
        public string? InputCodec { get; set; }

        /// <summary>What the endpoint is sent.</summary>
        public string? OutputCodec { get; set; }

        /// <summary>The adapter's name, by which it is closed.</summary>
        public string? AdapterId { get; set; }

        /// <summary>Bytes of media that went through it, told when it is closed; null when it was closed
        /// before.</summary>
        public long? BytesProcessed { get; set; }

        /// <summary>Why this item failed; null when it did not.</summary>
        public ApiError? Error { get; set; }

        /// <summary>False, with a sentence, when a field has the wrong type.</summary>
        public static bool TryParse(JToken json, out AdapterObject adapter, out string error)
        {
            var fields = new FieldReader(json);
            adapter = new AdapterObject
            {
                Location = fields.OptionalString("location"),
                SessionId = SessionId.FromNullable(fields.OptionalString("sessionId")),
                TrackName = TrackName.FromNullable(fields.OptionalString("trackName")),
                Endpoint = fields.OptionalString("endpoint"),
                InputCodec = fields.OptionalString("inputCodec"),
                OutputCodec = fields.OptionalString("outputCodec"),
                AdapterId = fields.OptionalString("adapterId"),
                BytesProcessed = fields.OptionalLong("bytesProcessed"),
                Error = ApiError.Find(json),
            };
            error = fields.Error;
            return fields.Succeeded;
        }

        public JObject ToJson()
        {
            var json = new JObject();
            if (Location != null) json["location"] = Location;
            if (TrackName.IsGiven) json["trackName"] = TrackName.Value;
            if (AdapterId != null) json["adapterId"] = AdapterId;
            if (SessionId.IsGiven) json["sessionId"] = SessionId.Value;
            if (Endpoint != null) json["endpoint"] = Endpoint;
            if (InputCodec != null) json["inputCodec"] = InputCodec;
            if (OutputCodec != null) json["outputCodec"] = OutputCodec;
            if (BytesProcessed is long bytes) json["bytesProcessed"] = bytes;
            Error?.WriteTo(json);
            return json;
        }
    }
}
