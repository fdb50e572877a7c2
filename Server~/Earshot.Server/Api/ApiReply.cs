using Earshot.Realtime.Api;
using Newtonsoft.Json.Linq;

namespace Earshot.Server.Api;

/// <summary>The answer to a call: an HTTP status and, unless that is 204, always a JSON object.</summary>
public sealed record ApiReply(int Status, JObject Body)
{
    /// <summary>204: done, and there is nothing to say.</summary>
    public static ApiReply NoContent => new(204, []);

    public static ApiReply Ok(JObject body) => new(200, body);

    public static ApiReply Created(JObject body) => new(201, body);

    /// <summary>A refusal of the whole request.</summary>
    public static ApiReply Refused(int status, string errorCode, string errorDescription) =>
        new(status, new ApiError(errorCode, errorDescription).ToJson());

    /// <summary>400: the body is not what the call takes.</summary>
    public static ApiReply Undecodable(string sentence) =>
        Refused(400, ApiError.Decoding, $"The request cannot be read: {sentence}");

    /// <summary>401: no credential, or the wrong one.</summary>
    public static ApiReply Unauthorized(string sentence) => Refused(401, ApiError.Unauthorized, sentence);

    /// <summary>404: no such thing at that address.</summary>
    public static ApiReply NotFound(string sentence) => Refused(404, ApiError.NotFound, sentence);

    /// <summary>406: a combination that makes no sense.</summary>
    public static ApiReply InvalidParams(string sentence) => Refused(406, ApiError.InvalidParams, sentence);

    /// <summary>406: the SDP is refused, or offer and answer are out of order.</summary>
    public static ApiReply InvalidDescription(string sentence) =>
        Refused(406, ApiError.InvalidSessionDescription, sentence);

    /// <summary>410: the session is not there, or not any more. Whoever made it makes another.</summary>
    public static ApiReply Gone() => Refused(410, ApiError.Session,
        "Session appears to be disconnected or was never here. Please create a new session.");

    /// <summary>410 as well: the session has had too many media sections.</summary>
    public static ApiReply WornOut() => Refused(410, ApiError.Session,
        "The session has used up its media sections. Please create a new session.");

    /// <summary>425: the transport did not connect in time.</summary>
    public static ApiReply NotConnected() => Refused(425, ApiError.Session,
        "Session is not connected yet. Please check that the PeerConnection is connecting, and try again.");

    /// <summary>429: more calls of one session than a second may hold.</summary>
    public static ApiReply TooMany() => Refused(429, ApiError.RetryableTransient,
        "The session was called too often within a second. Please wait a moment and try again.");

    /// <summary>429: more calls, or more new sessions, of one player than a moment may hold.</summary>
    public static ApiReply TooManyOfPlayer() => Refused(429, ApiError.RetryableTransient,
        "The player called too often, or made too many sessions. Please wait some seconds and try again.");
}
