#nullable enable
using Earshot.Realtime.Api;

namespace Earshot.Realtime
{
    /// <summary>Why a request, or one item of it, did not succeed.</summary>
    public sealed class ApiFailure
    {
        /// <summary>The response's status; 200 when one item failed; 0 when there was no usable response.</summary>
        public int HttpStatus { get; }

        /// <summary>One of the constants of <see cref="ApiError"/>; empty when the SFU named none.</summary>
        public string ErrorCode { get; }

        /// <summary>What failed, where, and what to do, for a person.</summary>
        public string Sentence { get; }

        public ApiFailure(int httpStatus, string errorCode, string sentence)
        {
            HttpStatus = httpStatus;
            ErrorCode = errorCode;
            Sentence = sentence;
        }

        /// <summary>A failure of this side's making, or of no response at all.</summary>
        public ApiFailure(string sentence) : this(0, "", sentence)
        {
        }

        /// <summary>True when the same request may succeed a little later: the publisher does not send yet, the
        /// transport is not connected yet, too many requests, or the SFU is busy.</summary>
        public bool IsWorthRetry =>
            ErrorCode == ApiError.NotFoundTrack || ErrorCode == ApiError.EmptyTrack ||
            ErrorCode == ApiError.TemporarilyUnavailable || HttpStatus == 425 || HttpStatus == 429 || HttpStatus == 503;

        /// <summary>True when the session is gone (410, or 404 behind a proxy that restarted), or when offer and answer
        /// no longer fit together (406), or when nobody knows whether the request was carried out.</summary>
        public bool EndsSession => HttpStatus == 410 || HttpStatus == 404 || HttpStatus == 406 || HttpStatus == 0;

        /// <summary>True when the bearer is not accepted: a new token is needed.</summary>
        public bool IsUnauthorized => HttpStatus == 401 || HttpStatus == 403;

        public override string ToString() => Sentence;
    }
}
