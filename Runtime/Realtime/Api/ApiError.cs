#nullable enable
using Newtonsoft.Json.Linq;

namespace Earshot.Realtime.Api
{
    /// <summary>Why the SFU refused a request or one item of it: <c>{"errorCode","errorDescription"}</c>, on the top
    /// level of a response or inside a track. HTTP 200 does not mean that every item succeeded.</summary>
    public sealed class ApiError
    {
        /// <summary>Wrong bearer or application. HTTP 401.</summary>
        public const string Unauthorized = "unauthorized";

        /// <summary>Unknown application. HTTP 404.</summary>
        public const string NotFound = "not_found";

        /// <summary>The body is not the JSON that was expected. HTTP 400.</summary>
        public const string Decoding = "decoding_error";

        /// <summary>A combination that makes no sense, or more than 64 tracks. HTTP 406.</summary>
        public const string InvalidParams = "invalid_params";

        /// <summary>The body is too big. HTTP 413.</summary>
        public const string PayloadTooLarge = "payload_too_large";

        /// <summary>HTTP 425: the transport did not connect within 5 s, try again. HTTP 410: the session is gone,
        /// replace it.</summary>
        public const string Session = "session_error";

        /// <summary>SDP refused, or offer and answer out of order. HTTP 406.</summary>
        public const string InvalidSessionDescription = "invalid_session_description";

        /// <summary>Item: publisher or name unknown, or the publisher does not send yet. Worth a retry.</summary>
        public const string NotFoundTrack = "not_found_track_error";

        /// <summary>Item: the track is known but no packet of it came in time. Worth a retry.</summary>
        public const string EmptyTrack = "empty_track_error";

        /// <summary>Item: the name is published already.</summary>
        public const string RepeatedLocalTrack = "repeated_local_track_error";

        /// <summary>Item: not simulcast, nothing to update.</summary>
        public const string UpdateTrack = "update_track_error";

        /// <summary>Item: absent or closed already, which for whoever closes is success.</summary>
        public const string CloseTrack = "close_track_error";

        /// <summary>Item: something else.</summary>
        public const string Track = "track_error";

        /// <summary>Worth a retry after a moment; also the code of HTTP 429 where a session is called too
        /// often.</summary>
        public const string RetryableTransient = "retryable_transient_error";

        /// <summary>The SFU's inside is busy; back off and try again. HTTP 5xx.</summary>
        public const string TemporarilyUnavailable = "temporarily_unavailable_error";

        /// <summary>The way to the session's transport is not there now; back off and try again. HTTP 5xx.</summary>
        public const string TransportUnavailable = "transport_unavailable_error";

        /// <summary>Item: a WebSocket adapter's endpoint is the server's own machine.</summary>
        public const string WebSocketLocalhost = "websocket_localhost_not_allowed";

        /// <summary>Item: a WebSocket adapter's endpoint did not answer as a WebSocket does.</summary>
        public const string WebSocketHandshake = "websocket_handshake_failed";

        /// <summary>Item: a WebSocket adapter's endpoint did not answer in time.</summary>
        public const string WebSocketTimeout = "websocket_connection_timeout";

        /// <summary>Item: no such adapter, which for whoever closes is success.</summary>
        public const string AdapterNotFound = "adapter_not_found";

        /// <summary>The SFU could not get or make what was asked for.</summary>
        public const string Backend = "backend_error";

        /// <summary>The outcome is unknown; look before repeating. HTTP 5xx.</summary>
        public const string Internal = "internal_error";

        /// <summary>One of the constants above, or a code this list does not know yet.</summary>
        public string ErrorCode { get; }

        /// <summary>The SFU's own sentence; may be empty.</summary>
        public string ErrorDescription { get; }

        public ApiError(string errorCode, string errorDescription)
        {
            ErrorCode = errorCode;
            ErrorDescription = errorDescription;
        }

        /// <summary>The error in a response or an item; null where there is none, which is success.</summary>
        public static ApiError? Find(JToken json) =>
            json is JObject fields && fields["errorCode"] is JValue { Value: string { Length: > 0 } code }
                ? new ApiError(code, (fields["errorDescription"] as JValue)?.Value as string ?? "")
                : null;

        /// <summary>Adds both fields to a response or an item.</summary>
        public void WriteTo(JObject json)
        {
            json["errorCode"] = ErrorCode;
            json["errorDescription"] = ErrorDescription;
        }

        /// <summary>A response of nothing but this error.</summary>
        public JObject ToJson()
        {
            var json = new JObject();
            WriteTo(json);
            return json;
        }

        public override string ToString() =>
            ErrorDescription.Length == 0 ? ErrorCode : $"{ErrorCode}: {ErrorDescription}";
    }
}
